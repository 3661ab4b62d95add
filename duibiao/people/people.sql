create table if not exists accounts (
    number integer primary key autoincrement,
    login text not null unique,
    name text not null,
    secret text,
    must_change integer not null default 1,
    secret_ends_at integer,
    made_at integer not null,
    secret_given_at integer not null,
    signed_in_at integer,
    off_at integer,
    off_reason text
) strict;

create table if not exists assignments (
    id integer primary key autoincrement,
    number integer not null references accounts,
    role text not null,
    over text not null default '',
    starts_on text,
    ends_on text,
    stands_in_for integer references accounts,
    given_by text not null,
    given_at integer not null
) strict;

create table if not exists sessions (
    token_hash text primary key,
    number integer not null references accounts,
    begun_at integer not null,
    seen_at integer not null,
    address text not null default ''
) strict;

-- By what was typed, whether there is such an account or not: nobody learns which there are.
create table if not exists failures (
    login text primary key,
    count integer not null,
    locked_until integer not null,
    failed_at integer not null
) strict;

create table if not exists settings (
    name text primary key,
    value integer not null
) strict;

-- The address by which the first administrator comes.
create table if not exists first_address (
    token_hash text primary key,
    ends_at integer not null
) strict;
