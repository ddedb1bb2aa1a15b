-- What only the database "postgres" of the stand-in's master has.
create table gp_toolkit.gp_segment_configuration(
  dbid int primary key, content smallint not null, role "char" not null, preferred_role "char" not null,
  mode "char" not null, status "char" not null, port int not null, hostname text not null, address text not null,
  datadir text not null);

-- One row of every primary, or an error when one does not answer.
create function gp_toolkit.gp_dist_random(name text) returns setof int language plpgsql as $$
begin
  for i in 0..(select max(content) from gp_toolkit.gp_segment_configuration) loop
    return query select x from dblink(
      'host=' || gp_toolkit.segment_host(i) || ' port=40000 dbname=postgres user=gpadmin connect_timeout=3', 'select 1') as t(x int);
  end loop;
end $$;

alter role gpadmin set search_path = public, gp_toolkit;
