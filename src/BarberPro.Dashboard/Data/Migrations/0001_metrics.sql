-- The lasting numbers of series: small, dense, never reused.
create table series (
    id integer generated always as identity primary key,
    key text not null,
    labels jsonb not null default '{}',
    unique (key, labels)
);

-- The durable log of the running minutes: all series' values of one second, the value of series n at place n, NaN where there is none.
create table frame (
    at timestamptz not null,
    values double precision[] not null,
    primary key (at)
) partition by range (at);

-- What was measured: one row for each series and minute.
create table minute (
    series integer not null,
    at timestamptz not null,
    count integer not null,
    sum double precision not null,
    min double precision not null,
    max double precision not null,
    values double precision[] not null,
    primary key (series, at)
) partition by range (at);
