-- rapport:   wachttijd
-- titel:     Wachttijd
-- versie:    1
-- verband:   rij
-- definitie: Tijd tussen toewijzing (of ingangsdatum, of aanmelding) en start van de zorg (of intake), van het eerste
--            traject van elke toewijzing, in de periode waarin het wachten eindigde. Werkdagen zijn maandag tot en met
--            vrijdag zonder feestdagen, na de eerste tot en met de laatste dag. Negatieve wachttijden tellen mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     norm getal 5 Norm in werkdagen
-- sleutel:   soort toewijzing_start|ingang_start|aanmelding_intake|aanmelding_start Van waar tot waar gewacht wordt
-- groepeert: hash
-- maat:      aantal aantal Wachttijden die in de periode eindigden
-- maat:      gemiddeld getal Gemiddelde in kalenderdagen
-- maat:      mediaan getal Mediaan in kalenderdagen
-- maat:      gemiddeld_werkdagen getal Gemiddelde in werkdagen
-- maat:      binnen_norm aantal Wachttijden van ten hoogste de norm
-- maat:      aandeel_binnen_norm aandeel binnen_norm / aantal
-- maat:      nog_wachtend aantal Nog niet gestart op de laatste dag van de periode (of de peildatum als die eerder is),
--            met op die dag een geldige toewijzing (of, bij aanmelding, zonder einde van het traject)
with :traject,
periode as not materialized (:periode),
soort (soort, is_aanmelding) as not materialized (
  values ('toewijzing_start', false), ('ingang_start', false), ('aanmelding_intake', true), ('aanmelding_start', true)
),
-- waiting that ended, in the part of the period in which it did; by its days many trajecten become few rows
geeindigd as (
  select
    width_bucket(eind, :begindagen) as periode,
    eind - begin as dagen,
    tot_dag.werkdag_nummer - van_dag.werkdag_nummer as werkdagen,
    :groep, count(*)::integer as aantal
  from (
    select
      traject.*, soort,
      case soort when 'toewijzing_start' then toegewezen when 'ingang_start' then ingang else aangemeld end as begin,
      case soort when 'aanmelding_intake' then intake else gestart end as eind
    from traject
    join soort on case when is_aanmelding then aangemeld else toegewezen end is not null
    where volgnummer = 1
      and (gestart between :'van'::date and :'tot'::date or intake between :'van'::date and :'tot'::date)
    offset '0' -- computes the days once
  ) as traject
  left join dwh.dim_datum van_dag on van_dag.datum = begin
  left join dwh.dim_datum tot_dag on tot_dag.datum = eind
  where begin is not null and eind between :'van'::date and :'tot'::date and :waar
  group by periode, dagen, werkdagen, :groep
),
-- how many of a group waited so many days or less, for the median
gerangschikt as (
  select
    geeindigd.*,
    sum(aantal) over (partition by :per order by dagen) as tot_en_met,
    sum(aantal) over (partition by :per) as alle
  from geeindigd
),
-- Waiting on the moment of a part of the period: a toewijzing in force without a start, or an aanmelding without an
-- intake or a start, of a traject that has not ended. eerste and laatste are the parts on whose moments it waits.
wachtend as (
  select eerste, laatste, :groep, count(*)::integer as aantal
  from (
    select
      traject.*, soort,
      width_bucket(case when is_aanmelding then aangemeld else ingang end - 1, :momenten) + 1 as eerste,
      width_bucket(coalesce(case soort
        when 'aanmelding_intake' then least(intake, gestart, gestopt)
        when 'aanmelding_start' then least(gestart, gestopt)
        else least(toewijzing_einde + 1, gestart)
      end, 'infinity') - 1, :momenten) as laatste
    from traject
    join soort on case when is_aanmelding then aangemeld else ingang end is not null
    where volgnummer = 1
      and (aangemeld is not null
        or coalesce(least(toewijzing_einde, gestart), 'infinity') >= least(:'van'::date, :'peildatum'::date))
    offset '0' -- computes the numbers of the parts once
  ) as traject
  where eerste <= laatste and :waar
  group by eerste, laatste, :groep
),
telling as (
  select :per, true as is_geeindigd, dagen, werkdagen, aantal, tot_en_met, alle
  from gerangschikt
  union all
  select :per, false, null, null, sum(aantal)::integer, null, null
  from wachtend
  join periode on periode.periode between eerste and laatste
  group by :per
)
select
  :per,
  coalesce(sum(aantal) filter (where is_geeindigd), 0) as aantal,
  sum(dagen * aantal)::numeric / sum(aantal) filter (where is_geeindigd) as gemiddeld,
  (min(dagen) filter (where 2 * tot_en_met >= alle) + min(dagen) filter (where 2 * tot_en_met > alle)) / 2.0 as mediaan,
  sum(werkdagen * aantal)::numeric / sum(aantal) filter (where werkdagen is not null) as gemiddeld_werkdagen,
  coalesce(sum(aantal) filter (where werkdagen <= :'norm'::integer), 0) as binnen_norm,
  coalesce(sum(aantal) filter (where werkdagen <= :'norm'::integer), 0)::numeric
    / sum(aantal) filter (where is_geeindigd) as aandeel_binnen_norm,
  coalesce(sum(aantal) filter (where not is_geeindigd), 0) as nog_wachtend
from telling
group by :per
