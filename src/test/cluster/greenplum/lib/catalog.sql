-- What the stand-in's master has in every database: a way to make tables whose rows lie in the segments by a hash of a column.
create schema gp_toolkit;
create extension postgres_fdw;
create extension dblink;
create table gp_toolkit.gp_tables(name text primary key, columns text not null, key text not null, segments int not null);

create function gp_toolkit.segment_host(content int) returns text language sql as $$
  select split_part(o, '=', 2) from pg_foreign_server, unnest(srvoptions) o where srvname = 'seg' || content and o like 'host=%'
$$;

create function gp_toolkit.on_segment(content int, statement text) returns void language sql as $$
  select dblink_exec('host=' || gp_toolkit.segment_host(content) || ' port=40000 dbname=postgres user=gpadmin connect_timeout=3', statement)
$$;

create function gp_toolkit.remote_name(name text, segments int) returns text language sql as $$
  select current_database() || '__' || name || '__' || segments
$$;

create function gp_toolkit.gp_create(name text, columns text, key text) returns void language plpgsql as $$
declare
  n int := (select count(*) from pg_foreign_server where srvname ~ '^seg[0-9]+$');
  remote text := gp_toolkit.remote_name(name, n);
begin
  execute format('create table public.%I (%s) partition by hash (%I)', name, columns, key);
  for i in 0..n - 1 loop
    perform gp_toolkit.on_segment(i, format('drop table if exists %I', remote));
    perform gp_toolkit.on_segment(i, format('create table %I (%s)', remote, columns));
    execute format(
      'create foreign table public.%I partition of public.%I for values with (modulus %s, remainder %s) server %I options (schema_name ''public'', table_name %L, batch_size ''1000'')',
      name || '_p' || i || '_of_' || n, name, n, i, 'seg' || i, remote);
  end loop;
  delete from gp_toolkit.gp_tables t where t.name = gp_create.name;
  insert into gp_toolkit.gp_tables values (name, columns, key, n);
end $$;

-- The rows of before stay in the segments: they are locked until the end of this transaction.
create function gp_toolkit.gp_redistribute(name text) returns void language plpgsql as $$
declare
  old gp_toolkit.gp_tables := (select t from gp_toolkit.gp_tables t where t.name = gp_redistribute.name);
begin
  execute format('alter table public.%I rename to %I', name, name || '__old');
  perform gp_toolkit.gp_create(name, old.columns, old.key);
  execute format('insert into public.%I select * from public.%I', name, name || '__old');
  execute format('drop table public.%I', name || '__old');
end $$;
