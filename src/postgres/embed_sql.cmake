# embed_sql(HEADER namespace files...): one C++ constant per SQL file, so that a statement lives in a file that an
# editor and psql understand, and its name is the file's name everywhere: constant, prepared statement, log.
function(embed_sql header namespace)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/sql/${header})
    set(files ${ARGN})
    add_custom_command(
        OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -D OUT=${out} -D NAMESPACE=${namespace} "-D FILES=${files}"
                -P ${PROJECT_SOURCE_DIR}/src/postgres/write_sql_header.cmake
        DEPENDS ${files} ${PROJECT_SOURCE_DIR}/src/postgres/write_sql_header.cmake
        VERBATIM)
    set(EMBEDDED_SQL ${out} PARENT_SCOPE)
endfunction()
