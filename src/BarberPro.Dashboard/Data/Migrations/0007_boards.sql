-- The day's cards as a board. What the plan says of a card stands beside what people made of it (plan_*): the next import changes only
-- what nobody changed. A card or item that a person added has no plan_title or plan_text, and the plan never takes it away.

-- Rises by one with each change of the day's board; its row is what writers of one day wait for.
alter table day add board_version bigint not null default 0;

alter table card
    add board_column text not null default 'todo' check (board_column in ('todo', 'doing', 'blocked', 'done')),
    add rank text collate "C",
    add blocked_reason text not null default '',
    add blocked_at timestamptz,
    add travelled integer not null default 0,
    add travelled_from text not null default '',
    add travel_reason text not null default '',
    add left_for integer,
    add carried_from bigint references card,
    add metric jsonb,
    add setting_group text not null default '',
    add links jsonb not null default '[]',
    -- When the plan's words gave it a metric and a setting group, or none: once.
    add meant_at timestamptz,
    add plan_title text,
    add plan_block bigint references block,
    add plan_focus_area text not null default '',
    add plan_priority text not null default '',
    add plan_hours double precision,
    add changed_at timestamptz not null default now(),
    -- The board's version with which it changed last, also where only a comment or time was added.
    add seq bigint not null default 0,
    -- By a person; removed_at is the plan's.
    add deleted_at timestamptz;

update card set rank = 'm' || lpad(position::text, 5, '0') || 'm', plan_title = title, plan_block = block, plan_focus_area = focus_area, plan_priority = priority,
                plan_hours = planned_hours, changed_at = day.imported_at
  from day where day.number = card.day;
-- What the plan had lost may have the place of what it has.
update card set rank = rank || lpad(id::text, 12, '0') || 'm' where removed_at is not null;

-- Checked at the end of a transaction: an import, or a column that is numbered anew, passes through double ranks.
alter table card alter column rank set not null, add constraint card_rank_once unique (block, board_column, rank) deferrable initially deferred;
create index card_seq on card (day, seq);
create unique index card_carried_once on card (carried_from) where carried_from is not null;
create index card_left on card (left_for) where left_for is not null;

alter table card_item
    add plan_text text,
    add done_by text not null default '',
    add condition jsonb,
    add evidence jsonb,
    -- A person took the tick away: the condition ticks again only after it has not held once. Null where that is so.
    add unticked_at timestamptz,
    add deleted_at timestamptz;
update card_item set plan_text = text;
create index card_item_watched on card_item (card) where condition is not null and not done;

create table card_comment (
    id bigint generated always as identity primary key,
    card bigint not null references card,
    author text not null,
    text text not null check (length(text) <= 10000),
    at timestamptz not null
);
create index card_comment_of_card on card_comment (card, id);

-- Each change of a card, field by field as it was and became: enough to read it, and to take it back.
create table card_change (
    id bigint generated always as identity primary key,
    card bigint not null references card,
    at timestamptz not null,
    by text not null,
    before jsonb not null,
    after jsonb not null
);
create index card_change_of_card on card_change (card, id);

-- Time spent: a timer that runs has no end yet, and a person has one of those at most, whatever the program or node.
create table card_work (
    id bigint generated always as identity primary key,
    card bigint not null references card,
    person text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    hours double precision check (hours >= 0),
    removed_at timestamptz,
    check ((ended_at is null) = (hours is null))
);
create index card_work_of_card on card_work (card);
create unique index card_work_running on card_work (person) where ended_at is null and removed_at is null;

-- "Look now", to the other nodes.
create function board_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('board', '');
    return null;
end $$;
create trigger board_changed after insert or update of board_version, closed_at on day for each statement execute function board_changed();
