-- Records that PostgreSQL refused (beheer.geweigerd) are kept of a client too: who has nothing else can be erased, and
-- expires.
--
-- Reading, where the definition leaves room: of a refused record only its day of receipt is known, which as that of a line of a
-- list decides only for a client of whom nothing else has a day.
create or replace view beheer.client_einde as
select pseudoniem, coalesce(max(dag) filter (where not van_lijst), max(dag)) as laatste_dag
from (
  select pseudoniem, dagtekening as dag, soort in ('traject_regel', 'verhuisd') as van_lijst
  from dwh.gebeurtenis
  where soort not in ('declaratie_afkeur', 'indicator_regel')
  union all
  select pseudoniem, ontvangen, true
  from beheer.geweigerd
  where soort not in ('declaratie_afkeur', 'indicator_regel')
  union all
  select pseudoniem,
    case
      when gestart is not null then coalesce(gestopt, 'infinity')
      when toewijzing is not null then coalesce(toewijzing_einde, 'infinity')
      else greatest(aangemeld, intake, gestopt)
    end, false
  from dwh.traject where bekend_tot = 'infinity'
  union all
  select pseudoniem, greatest(ingangsdatum, einddatum), false from dwh.toewijzing where bekend_tot = 'infinity'
  union all
  select pseudoniem, greatest(einddatum, (maand + interval '1 month')::date - 1), false
  from dwh.prestatie where bekend_tot = 'infinity'
) as feit
group by pseudoniem;

create or replace function beheer.wis_op_verzoek(client uuid, op date) returns bigint
language plpgsql as $$
begin
  lock table beheer.positie in share row exclusive mode;
  if not exists (
    select from dwh.gebeurtenis where pseudoniem = client and soort not in ('declaratie_afkeur', 'indicator_regel'))
    and not exists (
    select from beheer.geweigerd where pseudoniem = client and soort not in ('declaratie_afkeur', 'indicator_regel')) then
    return null;
  end if;
  return beheer.verwijder_clienten(array[client], 'verzoek', op, null);
end
$$;
