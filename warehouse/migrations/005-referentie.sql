-- Which reference files were loaded, by day of receipt: loading a day again replaces what that day brought.
create table beheer.referentie (
  bestand text not null,
  ontvangen date not null,
  regels integer not null,
  geladen timestamptz not null default current_timestamp,
  primary key (bestand, ontvangen)
);

comment on table beheer.referentie is 'Geladen referentiebestanden; een rij per bestand en dag van ontvangst.';
comment on column beheer.referentie.bestand is 'Naam van het bestand, zoals producten.csv.';
comment on column beheer.referentie.ontvangen is 'Dag van ontvangst: vanaf die dag is de inhoud bekend (de eerste keer: vanaf het begin).';
comment on column beheer.referentie.regels is 'Aantal regels zonder de kop.';
comment on column beheer.referentie.geladen is 'Moment van laden.';
