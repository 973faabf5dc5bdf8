-- Each change of a target's verdict, with what it was judged from. A day that moves to another date begins anew.
create table target_verdict (
    id bigint generated always as identity primary key,
    day integer not null,
    date date not null,
    target text not null,
    at timestamptz not null,
    since timestamptz,
    verdict text not null,
    value double precision,
    samples bigint not null,
    evidence jsonb not null
);
create index target_verdict_of_day on target_verdict (day, date, target, at);

-- Who looked at a target, and what they noted. Rows are only added, and withdrawn: a second note never erases the first.
create table target_review (
    id bigint generated always as identity primary key,
    day integer not null,
    date date not null,
    target text not null,
    by text not null,
    note text not null,
    at timestamptz not null,
    withdrawn_at timestamptz
);
create index target_review_of_day on target_review (day, date, target) where withdrawn_at is null;
