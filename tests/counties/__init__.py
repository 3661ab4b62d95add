"""Every made-up county, guide and school that tests share."""
