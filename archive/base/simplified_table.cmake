# cmake -D INPUT=fold-t2s.tsv -D OUTPUT=simplified_table.inc -P simplified_table.cmake: the table as C++ initialisers, in the order of the file.
file(READ "${INPUT}" table)
string(REGEX REPLACE "#[^\n]*\n" "" table "${table}")
string(REGEX REPLACE "([0-9A-F]+)\t[^\t\n]+\t([0-9A-F]+)\t[^\n]+\n" "{0x\\1, 0x\\2},\n" table "${table}")
file(WRITE "${OUTPUT}" "${table}")
