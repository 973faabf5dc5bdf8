-- Who may do what: people, the links that bring them in, keys of scripts and of walls. Secrets are kept as hashes only.
create table person (
    id uuid primary key,
    name text not null,
    normalized_name text not null unique,
    password_hash text,
    security_stamp text not null,
    version text not null,
    role smallint not null check (role between 1 and 5),
    failed_attempts integer not null default 0,
    locked_until timestamptz,
    two_factor boolean not null default false,
    two_factor_secret text,
    recovery_codes text[] not null default '{}',
    issuer text,
    subject text,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    disabled_at timestamptz
);
create unique index person_of_subject on person (issuer, subject) where subject is not null;

-- A first administrator's link, or an invitation. It is used once.
create table sign_in_link (
    id uuid primary key,
    kind text not null check (kind in ('first', 'invitation')),
    hash bytea not null unique,
    role smallint not null check (role between 1 and 5),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    used_at timestamptz
);

create table api_key (
    id uuid primary key,
    name text not null,
    hash bytea not null unique,
    role smallint not null check (role between 1 and 5),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
);

create table wall_key (
    id uuid primary key,
    name text not null,
    hash bytea not null unique,
    created_by text not null,
    created_at timestamptz not null,
    last_seen_at timestamptz,
    revoked_at timestamptz
);

create table data_protection_key (
    id bigint generated always as identity primary key,
    name text not null,
    xml text not null
);

-- Each node keeps who may do what in memory, and looks again when told.
create function access_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('access', '');
    return null;
end $$;
create trigger person_changed after insert or delete or update of name, role, security_stamp, disabled_at on person
    for each statement execute function access_changed();
create trigger api_key_changed after insert or delete or update of revoked_at on api_key
    for each statement execute function access_changed();
create trigger wall_key_changed after insert or delete or update of revoked_at on wall_key
    for each statement execute function access_changed();
