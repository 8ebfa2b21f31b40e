-- The own figures of an aanbieder, under row level security as everything that organisations read (014-toegang.sql).
--
-- A figure belongs to who delivered it. To a gemeente that it names it is not shown: it is what an aanbieder says of itself, it
-- may be of a handful of persons, and no agreement of the gemeente covers it. The policy therefore looks at the column
-- aanbieder only.
create table beheer.inzage_indicator as
select sleutel, aanbieder, indicator, van, tot, gemeente, kenmerk, waarde_micro, teller_micro, noemer_micro, bekend_tot
from dwh.indicator with no data;
alter table dwh.indicator inherit beheer.inzage_indicator;
alter table beheer.inzage_indicator enable row level security;
alter table beheer.inzage_indicator force row level security;
create policy eigen on beheer.inzage_indicator for select to sluis_inzage
using (bekend_tot = 'infinity' and aanbieder = any ((select beheer.eigen_organisaties())::text[]));
comment on table beheer.inzage_indicator is 'Ouder van dwh.indicator: dezelfde rijen, waarvan sluis_inzage alleen die van de eigen organisatie ziet.';

-- Amounts are made from the millionths again: a parent has no generated columns in PostgreSQL 15.
create view beheer.plat_indicator with (security_invoker) as
select i.sleutel, i.aanbieder, a.naam as aanbieder_naam, i.indicator, d.naam as indicator_naam, d.eenheid, d.norm, i.van, i.tot,
  i.gemeente, g.naam as gemeente_naam, i.kenmerk, i.waarde_micro * 0.000001 as waarde, i.teller_micro * 0.000001 as teller,
  i.noemer_micro * 0.000001 as noemer
from beheer.inzage_indicator i
left join dwh.dim_indicator d on d.code = i.indicator and d.bekend_tot = 'infinity'
left join dwh.dim_gemeente g on g.code = i.gemeente and g.bekend_tot = 'infinity'
left join dwh.dim_aanbieder a on a.agb = i.aanbieder and a.bekend_tot = 'infinity';
comment on view beheer.plat_indicator is 'Wat rapport.eigen_indicator toont; te lezen door sluis_inzage.';

create function beheer.eigen_indicator() returns setof beheer.plat_indicator
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set row_security = on set client_min_messages = error
set enable_nestloop = off set jit = off as
$$ begin return query select * from beheer.plat_indicator; end $$;
comment on function beheer.eigen_indicator is 'De rijen van beheer.plat_indicator van de eigen organisatie.';
grant create on schema beheer to sluis_inzage;
alter function beheer.eigen_indicator() owner to sluis_inzage;
revoke create on schema beheer from sluis_inzage;

create view rapport.eigen_indicator with (security_barrier) as select * from beheer.eigen_indicator();
comment on view rapport.eigen_indicator is 'Voor een aanbieder: de eigen cijfers zonder personen zoals nu bekend. Voor een gemeente leeg.';

-- Columns explain themselves as in rapport.indicator.
do $$
declare
  kolom record;
begin
  for kolom in
    select a.attrelid::regclass as tabel, a.attname,
      coalesce(col_description(r.attrelid, r.attnum), col_description(d.attrelid, d.attnum)) as tekst
    from pg_attribute a
    left join pg_attribute r on r.attrelid = 'rapport.indicator'::regclass and r.attname = a.attname and r.attnum > 0
    left join pg_attribute d on d.attrelid = 'dwh.indicator'::regclass and d.attname = a.attname and d.attnum > 0
    where a.attrelid in ('beheer.inzage_indicator'::regclass, 'beheer.plat_indicator'::regclass, 'rapport.eigen_indicator'::regclass)
      and a.attnum > 0 and not a.attisdropped
  loop
    execute format('comment on column %s.%I is %L', kolom.tabel, kolom.attname, kolom.tekst);
  end loop;
end
$$;
