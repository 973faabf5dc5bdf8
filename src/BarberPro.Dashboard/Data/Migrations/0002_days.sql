-- One operations day. Its plan is kept whole; what people make progress on has rows of its own. No row of these is ever deleted:
-- what a later import of the plan lacks is marked as removed.
create table day (
    number integer primary key check (number > 0),
    date date not null,
    zone text not null,
    baseline_number integer,
    baseline_date date not null,
    plan text not null,
    plan_sha256 text not null,
    version integer not null default 1,
    imported_at timestamptz not null,
    closed_at timestamptz,
    check (baseline_date < date)
);

-- A time block, in minutes of the day in the day's zone; 1440 is its end.
create table block (
    id bigint generated always as identity primary key,
    day integer not null references day,
    key text not null,
    title text not null,
    position integer not null,
    starts_minute integer not null check (starts_minute between 0 and 1439),
    ends_minute integer not null check (ends_minute between 1 and 1440),
    removed_at timestamptz,
    unique (day, key)
);

-- A task of a block. What a person changes raises the version, and so does an import that changes it.
create table card (
    id bigint generated always as identity primary key,
    day integer not null references day,
    block bigint not null references block,
    key text not null,
    title text not null,
    position integer not null,
    plan_line integer not null,
    focus_area text not null,
    priority text not null,
    risk text not null,
    role text not null,
    assignees text[] not null default '{}',
    planned_hours double precision,
    version integer not null default 1,
    removed_at timestamptz,
    unique (day, key)
);
create index card_block on card (block);

create table card_item (
    id bigint generated always as identity primary key,
    card bigint not null references card,
    key text not null,
    text text not null,
    position integer not null,
    plan_line integer not null,
    done boolean not null default false,
    done_at timestamptz,
    version integer not null default 1,
    removed_at timestamptz,
    unique (card, key)
);

-- A success target as the plan words it; what it measures and how it is judged is decided elsewhere, by its key.
create table planned_target (
    day integer not null references day,
    key text not null,
    text text not null,
    section text not null,
    position integer not null,
    plan_line integer not null,
    removed_at timestamptz,
    primary key (day, key)
);

create table handoff_item (
    day integer not null references day,
    key text not null,
    section text not null,
    text text not null,
    position integer not null,
    plan_line integer not null,
    removed_at timestamptz,
    primary key (day, key)
);
