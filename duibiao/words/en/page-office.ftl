# The office's desk
office-desk = Office desk
    .lead = All the work of the county office is done here, without a command line.
office-subjects = What is done here
office-not-built = Nothing is built for cycle { $cycle } yet; how it stands is shown after the next build.
    .mend = A build follows by itself once something was handed in.
