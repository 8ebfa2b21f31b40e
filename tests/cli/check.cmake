sluis_test(check_command SOURCES check_test.c LIBRARIES sluis_cli)
target_compile_definitions(test_check_command PRIVATE FIXTURES="${PROJECT_SOURCE_DIR}/tests/ingest/fixtures")

# A sanitizer's own memory would drown what is measured.
if(NOT SANITIZER)
  add_executable(test_check_memory check_memory_test.c)
  target_link_libraries(test_check_memory PRIVATE sluis_ingest PkgConfig::CMOCKA)
  add_test(NAME check_memory COMMAND test_check_memory $<TARGET_FILE:sluis>)
endif()
add_test(NAME xlsx
  COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/xlsx_test.py $<TARGET_FILE:sluis>)
