# Writes OUT, a source file whose function FUNCTION gives every file of FILES (paths relative to DIR) as bytes.
# Run as: cmake -D DIR=datasets -D FILES=a.csv|b/c.csv -D FUNCTION=embedded_files -D OUT=embedded.cpp -P embed.cmake
string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(rows "")
foreach(file IN LISTS files)
  list(FIND files "${file}" i)
  file(READ "${DIR}/${file}" hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
  string(APPEND arrays "constexpr char file_${i}[] = \"${bytes}\";\n")
  string(APPEND rows "    {\"${file}\", {file_${i}, sizeof file_${i} - 1}},\n")
endforeach()
file(WRITE "${OUT}" "#include \"geo/embedded.hpp\"

namespace thalweg {
namespace {
${arrays}
constexpr EmbeddedFile kFiles[] = {
${rows}};
}  // namespace

std::span<const EmbeddedFile> ${FUNCTION}() {
  return kFiles;
}

}  // namespace thalweg
")
