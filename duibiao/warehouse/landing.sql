-- The tables of landing.duckdb: what was read out of records and originals, nothing computed.
-- A record's identifier is ordered by time, so "latest" is the greatest identifier.

create table if not exists records (
    record_id varchar primary key,
    -- workbook, schools, cycles, townships, answers, findings, claims, evidence, withdrawal, cycle_decision,
    -- deadline_extension, nomination, guide, seal
    kind varchar not null,
    received_at timestamp not null, -- UTC
    received_by varchar,
    channel varchar, -- command_line, dashboard, demo
    file_name varchar,
    original_sha256 varchar,
    outcome varchar -- accepted, accepted_with_warnings, refused
);

create table if not exists submissions (
    submission_id varchar primary key, -- the record's identifier; in the long form with cycle and school behind it
    record_id varchar not null,
    cycle_id varchar, -- null where a refused file did not name it
    school_id varchar,
    source varchar not null, -- workbook, long_form
    outcome varchar not null, -- accepted, accepted_with_warnings, refused
    error_count integer not null,
    warning_count integer not null
);

create table if not exists answers (
    submission_id varchar, -- null for verified and county-answered values, which belong to no hand-in
    record_id varchar not null,
    cycle_id varchar not null,
    school_id varchar not null,
    basis varchar not null, -- self, verified: as it stood in the file
    fact_id varchar not null,
    value varchar, -- normal form of its kind; null = no value
    raw varchar,
    sheet varchar,
    cell varchar,
    line integer,
    evidence varchar,
    note varchar,
    reason varchar,
    rater varchar -- code of who gave a value among several; null = the office
);

create table if not exists claims (
    submission_id varchar, -- null for those of the county's old form, which belong to no hand-in
    record_id varchar not null,
    cycle_id varchar not null,
    school_id varchar not null,
    indicator_id varchar not null,
    claimed_points decimal(18, 6), -- null where only evidence is named
    old_points decimal(18, 6), -- as they stood in the county's old form, and what that gives at most
    old_full_points decimal(18, 6),
    sheet varchar,
    cell varchar,
    evidence varchar
);

-- A file handed in as evidence, once for each indicator that it is to prove.
create table if not exists evidence_files (
    record_id varchar not null,
    file_number integer not null,
    cycle_id varchar not null,
    school_id varchar not null,
    role varchar not null, -- evidence, signed_form
    indicator_id varchar, -- null for a signed form
    submission_id varchar, -- the hand-in that a signed form signs; null where it is not known
    file_name varchar not null, -- with its folders where it came in a zip
    title varchar,
    media_type varchar not null,
    size_bytes bigint not null,
    original_sha256 varchar not null,
    suffix varchar not null
);

create table if not exists problems (
    record_id varchar not null,
    problem_number integer not null,
    submission_id varchar,
    cycle_id varchar,
    school_id varchar,
    severity varchar not null, -- error, warning
    code varchar not null,
    sheet varchar,
    cell varchar,
    line integer,
    fact_id varchar,
    found varchar,
    parameters varchar, -- JSON
    confirmation varchar -- why the sender lets a warning stand; null = not confirmed
);

create table if not exists schools (
    record_id varchar not null,
    line integer not null,
    school_id varchar not null,
    name_zh varchar not null,
    township varchar not null,
    school_type varchar not null,
    area varchar not null,
    organisation varchar, -- null where the guide does not ask, as the next two
    leadership varchar,
    tier_held varchar,
    education_group varchar,
    students integer,
    teachers integer,
    members integer,
    valid_from date, -- null = from the beginning
    valid_to date, -- null = until further notice; the last day it is valid
    merged_into varchar -- the school that it became a part of afterwards
);

create table if not exists cycles (
    record_id varchar not null,
    line integer not null,
    cycle_id varchar not null,
    edition varchar not null,
    starts_on date not null,
    ends_on date not null,
    deadline date not null
);

-- Where the county's picture of its townships has each of them.
create table if not exists townships (
    record_id varchar not null,
    line integer not null,
    township varchar not null,
    tile_row integer not null,
    tile_column integer not null
);

create table if not exists findings (
    record_id varchar not null,
    line integer not null,
    cycle_id varchar not null,
    school_id varchar not null,
    red_line varchar not null,
    note varchar
);

-- What a withdrawal takes back: the whole record, or the part of it that the further columns name.
create table if not exists withdrawals (
    record_id varchar not null,
    withdrawn_record_id varchar not null,
    cycle_id varchar,
    school_id varchar,
    fact_id varchar,
    red_line varchar,
    original_sha256 varchar,
    reason varchar
);

create table if not exists cycle_decisions (
    record_id varchar not null,
    cycle_id varchar not null,
    decision varchar not null, -- closed, reopened
    reason varchar
);

-- More time to hand in: for one school, or for all of a cycle.
create table if not exists deadline_extensions (
    record_id varchar not null,
    cycle_id varchar not null,
    school_id varchar, -- null = for every school
    deadline date not null,
    reason varchar
);

-- A school put forward for a tier, and what was published of it when it was.
create table if not exists nominations (
    record_id varchar not null,
    cycle_id varchar not null,
    school_id varchar not null,
    tier varchar not null,
    basis varchar not null, -- self, verified: which scores were looked at
    reason varchar not null,
    score decimal(18, 6),
    rank_county integer,
    is_tier_reached boolean not null,
    build_id varchar not null
);

-- Both are empty in a build, which has all schools before it. What scores one school alone fills
-- them: whom a row of `schools` stands for, and what the others' published values are that rules
-- comparing schools look at, in billionths.
create table if not exists stand_ins (
    school_id varchar not null,
    stands_for_school_id varchar not null
);

create table if not exists compared_values (
    cycle_id varchar not null,
    school_id varchar not null,
    basis varchar not null,
    indicator_id varchar not null,
    part integer not null,
    school_type varchar,
    value_billionths hugeint not null
);
