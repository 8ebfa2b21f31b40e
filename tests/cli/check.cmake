sluis_test(check_command SOURCES check_test.c LIBRARIES sluis_cli)
target_compile_definitions(test_check_command PRIVATE FIXTURES="${PROJECT_SOURCE_DIR}/tests/ingest/fixtures")
