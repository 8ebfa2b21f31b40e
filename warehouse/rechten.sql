-- What each role may do. Runs after every migrate, so that a table of a later migration gets its rights and what was
-- granted by hand to one of our roles is taken back. Nothing is for PUBLIC.
--
-- The lists are short on purpose: a table of dwh or beheer is the loader's and, of dwh and rapport, the analyst's; what
-- a gemeente or aanbieder reads is named here one by one (docs/toegang.md, tests/warehouse/toegang_test.c).
select beheer.maak_rollen();

revoke all on schema dwh, rapport, beheer from public, sluis_lader, sluis_analist, sluis_gemeente, sluis_aanbieder, sluis_inzage;
revoke all on all tables in schema dwh, rapport, beheer
  from public, sluis_lader, sluis_analist, sluis_gemeente, sluis_aanbieder, sluis_inzage;
revoke all on all sequences in schema dwh, rapport, beheer
  from public, sluis_lader, sluis_analist, sluis_gemeente, sluis_aanbieder, sluis_inzage;
revoke all on all functions in schema dwh, rapport, beheer
  from public, sluis_lader, sluis_analist, sluis_gemeente, sluis_aanbieder;

-- run, rebuild, reference load, report, status, quarantine, access regio, client
grant usage on schema dwh, rapport, beheer to sluis_lader;
grant select, insert, update, delete on all tables in schema dwh, beheer to sluis_lader;
grant select on all tables in schema rapport to sluis_lader;
grant usage on all sequences in schema dwh, beheer to sluis_lader;
grant execute on all functions in schema dwh, rapport, beheer to sluis_lader;
revoke all on beheer.toegang from sluis_lader;
revoke insert, update, delete on beheer.instelling, beheer.migratie from sluis_lader;
-- client export, erase and expire: a tombstone stays, and so does a line of the log
revoke delete on beheer.gewist from sluis_lader;
revoke update, delete on beheer.avg_log from sluis_lader;
-- a published figure stays
revoke update, delete on beheer.publicatie from sluis_lader;
-- and so do the days that were closed
revoke insert, delete on beheer.afsluiting from sluis_lader;

-- reports and SQL; of beheer what reports read
grant usage on schema dwh, rapport, beheer to sluis_analist;
grant select on all tables in schema dwh, rapport to sluis_analist;
grant execute on all functions in schema dwh, rapport to sluis_analist;

-- the own rows, and names of what stands in them
grant usage on schema rapport to sluis_gemeente, sluis_aanbieder;

-- the parents of the facts, under row level security, and the dimensions beside them
grant usage on schema dwh, beheer to sluis_inzage;
grant select on dwh.dim_gemeente, dwh.dim_aanbieder, dwh.dim_product, dwh.dim_indicator to sluis_inzage;
grant execute on function beheer.eigen_organisaties, beheer.client_van, beheer.dekking_van to sluis_inzage;

do $$
declare
  tabel regclass;
  functie regprocedure;
begin
  -- a database of PUBLIC: temporary tables and functions are what a leak is tried with
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant temporary on database %I to sluis_lader, sluis_analist', current_database());

  for tabel in
    select c.oid from pg_class c
    where relnamespace = 'beheer'::regnamespace and relname in ('migratie', 'levering', 'melding', 'afkeuring_voorheen', 'afsluiting',
      'overeenkomst', 'leveringsplan', 'referentie')
  loop
    execute format('grant select on %s to sluis_analist', tabel);
  end loop;

  for tabel in
    select c.oid from pg_class c where relnamespace = 'beheer'::regnamespace and relkind in ('r', 'v') and relname ~ '^(inzage|plat)_'
  loop
    execute format('revoke all on %s from sluis_lader', tabel);
    execute format('grant select on %s to sluis_inzage', tabel);
  end loop;

  for tabel in
    select c.oid from pg_class c
    where relnamespace = 'rapport'::regnamespace and (relname ~ '^eigen_' or relname in ('product', 'gemeente', 'aanbieder',
      'datum', 'dim_datum', 'dim_gemeente', 'dim_aanbieder', 'dim_product'))
  loop
    execute format('grant select on %s to sluis_gemeente, sluis_aanbieder', tabel);
  end loop;
  grant select on rapport.regio_maand to sluis_aanbieder;

  -- a function in a view is called by the reader of the view
  for functie in
    select p.oid from pg_proc p
    where pronamespace = 'beheer'::regnamespace and proname ~ '^eigen_' and proname <> 'eigen_organisaties'
  loop
    execute format('grant execute on function %s to sluis_analist, sluis_gemeente, sluis_aanbieder', functie);
  end loop;
  grant execute on function dwh.product_sleutel to sluis_gemeente, sluis_aanbieder;
  grant execute on function beheer.regio_beeld to sluis_analist, sluis_aanbieder;
end
$$;
