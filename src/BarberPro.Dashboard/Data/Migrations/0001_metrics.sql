-- The lasting numbers of series: small, dense, never reused.
create table series (
    id integer generated always as identity primary key,
    key text not null,
    labels jsonb not null default '{}',
    unique (key, labels)
);

-- The durable log of the running minutes: all series' values of one second, that of series n at place n, NaN where there is none.
create table frame (
    at timestamptz not null,
    values double precision[] not null,
    primary key (at)
) partition by range (at);

-- Doubles do not compress: trying costs more than the insert itself.
alter table frame alter column values set storage external;

-- What was measured: one row for each series and minute; count of the samples it has, places for those it could have. The index carries the figures, so that a chart's line is read from
-- a few neighbouring pages of it; the rows, which lie by time, are read only for their seconds.
create table minute (
    series integer not null,
    count smallint not null,
    places smallint not null,
    at timestamptz not null,
    sum double precision not null,
    min double precision not null,
    max double precision not null,
    values double precision[] not null,
    primary key (series, at) include (count, places, sum, min, max)
) partition by range (at);

alter table minute alter column values set storage external;

-- All frames before this instant have become minutes. Moves in the transaction that writes the minutes.
create table folded (
    one boolean primary key default true check (one),
    up_to timestamptz not null
);
