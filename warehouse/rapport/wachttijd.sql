-- rapport:   wachttijd
-- titel:     Wachttijd
-- versie:    1
-- definitie: Tijd tussen toewijzing (of ingangsdatum, of aanmelding) en start van de zorg (of intake), van het eerste
--            traject van elke toewijzing, in de periode waarin het wachten eindigde. Werkdagen zijn maandag tot en met
--            vrijdag zonder feestdagen, na de eerste tot en met de laatste dag. Negatieve wachttijden tellen mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     norm getal 5 Norm in werkdagen
-- sleutel:   soort toewijzing_start|ingang_start|aanmelding_intake|aanmelding_start Van waar tot waar gewacht wordt
-- maat:      aantal aantal Wachttijden die in de periode eindigden
-- maat:      gemiddeld getal Gemiddelde in kalenderdagen
-- maat:      mediaan getal Mediaan in kalenderdagen
-- maat:      gemiddeld_werkdagen getal Gemiddelde in werkdagen
-- maat:      binnen_norm aantal Wachttijden van ten hoogste de norm
-- maat:      aandeel_binnen_norm aandeel binnen_norm / aantal
-- maat:      nog_wachtend aantal Nog niet gestart op de laatste dag van de periode (of de peildatum als die eerder is),
--            met op die dag een geldige toewijzing (of, bij aanmelding, zonder einde van het traject)
with :traject,
periode as (:periode),
-- waiting that ended, in the part of the period in which it did
geeindigd as (
  select
    width_bucket(eind, :begindagen) as periode, soort, true as is_geeindigd,
    eind - begin as dagen,
    tot_dag.werkdag_nummer - van_dag.werkdag_nummer as werkdagen,
    traject.*
  from traject
  cross join lateral (values
    ('toewijzing_start', toegewezen, gestart),
    ('ingang_start', ingang, gestart),
    ('aanmelding_intake', aangemeld, intake),
    ('aanmelding_start', aangemeld, gestart)
  ) as wacht (soort, begin, eind)
  left join dwh.dim_datum van_dag on van_dag.datum = begin
  left join dwh.dim_datum tot_dag on tot_dag.datum = eind
  where volgnummer = 1 and begin is not null and eind between :'van'::date and :'tot'::date
    and (gestart between :'van'::date and :'tot'::date or intake between :'van'::date and :'tot'::date)
),
-- waiting on the moment of a part of the period: a toewijzing in force without a start
wachtend_op_start as (
  select periode.periode, soort, false, null::integer, null::integer, traject.*
  from traject
  join periode
    on periode.moment between ingang and coalesce(toewijzing_einde, 'infinity')
    and coalesce(gestart, 'infinity') > periode.moment
  cross join (values ('toewijzing_start'), ('ingang_start')) as wacht (soort)
  where volgnummer = 1
    and coalesce(least(toewijzing_einde, gestart), 'infinity') >= least(:'van'::date, :'peildatum'::date)
),
-- or an aanmelding without an intake or a start, of a traject that has not ended
wachtend_na_aanmelding as (
  select periode.periode, soort, false, null::integer, null::integer, traject.*
  from traject
  cross join lateral (values ('aanmelding_intake', least(intake, gestart)), ('aanmelding_start', gestart))
    as wacht (soort, eind)
  join periode
    on periode.moment >= aangemeld
    and coalesce(least(eind, gestopt), 'infinity') > periode.moment
  where volgnummer = 1 and aangemeld is not null
),
telling as (
  select * from geeindigd
  union all select * from wachtend_op_start
  union all select * from wachtend_na_aanmelding
)
select
  :per,
  count(*) filter (where is_geeindigd) as aantal,
  avg(dagen) as gemiddeld,
  percentile_cont(0.5) within group (order by dagen) as mediaan,
  avg(werkdagen) as gemiddeld_werkdagen,
  count(*) filter (where werkdagen <= :'norm'::integer) as binnen_norm,
  count(*) filter (where werkdagen <= :'norm'::integer)::numeric
    / nullif(count(*) filter (where is_geeindigd), 0) as aandeel_binnen_norm,
  count(*) filter (where not is_geeindigd) as nog_wachtend
from telling
where :waar
group by :per
