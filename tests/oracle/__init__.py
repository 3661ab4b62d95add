"""An independent oracle of the scores, random counties, and the product compared with both."""
