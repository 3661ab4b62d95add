# The office's desk
office-desk = Office desk
    .lead = All the work of the county office is done here, without a command line.
