# Reading and judging one file.
add_library(reader_help STATIC reader_help.c)
target_link_libraries(reader_help PUBLIC sluis_ingest)
target_compile_definitions(reader_help PRIVATE FIXTURES="${CMAKE_CURRENT_SOURCE_DIR}/fixtures")
sluis_test(reader_value SOURCES reader_value_test.c LIBRARIES sluis_ingest)
sluis_test(reader_tables SOURCES reader_tables_test.c LIBRARIES sluis_ingest)
target_compile_definitions(test_reader_tables PRIVATE DOCS="${PROJECT_SOURCE_DIR}/docs")
sluis_test(reader_finding SOURCES reader_finding_test.c LIBRARIES reader_help)
sluis_test(reader_event SOURCES reader_event_test.c LIBRARIES reader_help)
sluis_test(reader_declaratie SOURCES reader_declaratie_test.c LIBRARIES reader_help)
sluis_test(reader_large SOURCES reader_large_test.c LIBRARIES reader_help)
sluis_test(lijst_reader SOURCES lijst_reader_test.c LIBRARIES reader_help)
sluis_test(product_domein SOURCES product_domein_test.c LIBRARIES sluis_ingest)
sluis_test(check_verslag SOURCES check_verslag_test.c LIBRARIES reader_help)

# Not a test: prints microseconds per message of parse and check.
add_executable(bench_check ${PROJECT_SOURCE_DIR}/tests/bench/bench_check.c)
target_link_libraries(bench_check PRIVATE sluis_ingest)

# Every rule by example; the part that consults the standard's own tables needs SLUIS_ISTANDAARDEN.
sluis_test(rules_coverage SOURCES rules_coverage_test.c rule_examples.c LIBRARIES sluis_ingest)
target_compile_definitions(test_rules_coverage PRIVATE FIXTURES="${CMAKE_CURRENT_SOURCE_DIR}/fixtures")
sluis_test(rules_overlap SOURCES rules_overlap_test.c LIBRARIES reader_help)
