-- Who did what, or was refused. Each entry's hash covers the entry and the hash before it; AuditChain has the formula.
create table audit (
    seq bigint primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor_id text not null,
    actor_name text not null,
    actor_address text,
    action text not null,
    subject text,
    before text,
    after text,
    result text not null,
    previous_hash bytea not null,
    hash bytea not null
);
create index audit_at on audit (at);

-- What was written into the anchor files, so that a shortened or rewritten file shows too.
create table audit_anchor (
    place text not null,
    line bigint not null,
    line_hash bytea not null,
    primary key (place, line)
);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    raise exception 'The audit is append-only: % on % is refused.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_audit_change();
create trigger audit_anchor_append_only before update or delete or truncate on audit_anchor for each statement execute function refuse_audit_change();
-- Also for sessions that play back a replica's changes.
alter table audit enable always trigger audit_append_only;
alter table audit_anchor enable always trigger audit_anchor_append_only;
