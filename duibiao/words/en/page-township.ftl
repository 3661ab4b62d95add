# Townships
page-township = Townships
township-lead = The schools of a township, its average score and its years, set against another township.
township-choose-township = Township
    .all = All townships
township-choose-with = Set against
    .all = The county alone
township-column-schools = Schools
township-column-scored = With a score
township-column-range = Lowest–highest
township-county-has = County { $figure }
township-years = Average score over the years
    .note = mean of the schools with a score
township-dimensions = Share of the points by dimension
    .note = points ÷ the points of what applies, summed
township-column-difference = Against { $name } (percentage points)
township-schools = Schools of the township
