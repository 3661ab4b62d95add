"""The page compare: schools, cycles, bases and publications beside each other."""
