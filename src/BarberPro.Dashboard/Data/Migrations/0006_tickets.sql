-- Each is good for one dangerous action, by one person, on what they saw. The token itself is never stored.
create table ticket (
    hash bytea primary key,
    actor text not null,
    action text not null,
    target text not null,
    version text not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index ticket_by_expiry on ticket (expires_at);
