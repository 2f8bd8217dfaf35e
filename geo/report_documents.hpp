#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/picture.hpp"
#include "geo/report_fields.hpp"

namespace thalweg {

/// The kinds of document that people read.
enum class DocumentKind { html, markdown };
std::string_view ending_of(DocumentKind kind);  ///< `.html`, `.md`

/// The template that documents are made with where none is given.
std::string_view default_template(DocumentKind kind);

/// A template and what to call it in messages.
struct DocumentTemplate {
  std::string name, text;
};

/// A picture file that goes with a document.
struct PictureFile {
  std::string name, bytes;
};

/// One document as a file, with the pictures beside it; HTML holds its pictures itself.
struct Document {
  std::string name, text;
  std::vector<PictureFile> pictures;
};

/// Makes a document of its fields (report_fields()) and pictures. @throws as fill_template().
Document make_document(DocumentKind kind, const DocumentTemplate& text, Fields fields, const ScopeReport& report,
                       const Surroundings& around);

}  // namespace thalweg
