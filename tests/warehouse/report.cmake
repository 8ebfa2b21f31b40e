sluis_test(report_definition SOURCES report_definition_test.c LIBRARIES sluis_warehouse)
sluis_postgres_test(report SOURCES report_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(report_flow SOURCES report_flow_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(kosten SOURCES kosten_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(traject_maand SOURCES traject_maand_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(ster SOURCES ster_test.c report_case.c LIBRARIES sluis_warehouse)

sluis_embed(slow_files klantreis_slow.sql)
sluis_postgres_test(klantreis SOURCES klantreis_test.c report_case.c ${CMAKE_CURRENT_BINARY_DIR}/slow_files.c
  LIBRARIES sluis_warehouse)
target_include_directories(test_klantreis PRIVATE ${CMAKE_BINARY_DIR}/tests)
sluis_postgres_test(recidive SOURCES recidive_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(bezettingsgraad SOURCES bezettingsgraad_test.c report_case.c LIBRARIES sluis_warehouse)
sluis_postgres_test(verzilvering SOURCES verzilvering_test.c report_case.c LIBRARIES sluis_warehouse)
