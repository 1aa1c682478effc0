#include "session/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "session/cursor.h"
#include "session/parser.h"

namespace session {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr std::size_t kLeastCounted = 1000;  // of a file, however small: their number ends too

class Loader {
 public:
  explicit Loader(const ReadFile& read_file) : read_file_(read_file) {}

  Result<Script> bytes(std::string_view text, const std::string& name) {
    auto script = parse(text, name);
    if (!script) return script;
    taken_ += std::max(text.size(), kLeastCounted);
    open_.push_back(name);
    Script whole{script->source, {}};
    for (Statement& statement : script->statements)
      if (auto added = add(whole, std::move(statement)); !added) return fail(added.error());
    open_.pop_back();
    return whole;
  }

 private:
  Result<void> add(Script& whole, Statement statement) {
    const auto* directive = std::get_if<Directive>(&statement.what);
    if (directive == nullptr || directive->verb != Verb::include) {
      whole.statements.push_back(std::move(statement));
      return {};
    }
    auto included = include(statement.place, directive->values.front());
    if (!included) return fail(included.error());
    std::ranges::move(included->statements, std::back_inserter(whole.statements));
    return {};
  }

  Result<Script> include(const Place& place, const Template& file) {
    if (!file.is_literal())
      return refuse(ErrorKind::parse, place, "expected a file's name: @include holds no {{...}}");
    const std::string path = relative_to(place.source->name, std::string(file.literal_text()));
    if (std::ranges::find(open_, path) != open_.end())
      return refuse(ErrorKind::parse, place,
                    fmt::format("'{}' is being included already", base::printable(path)));
    if (open_.size() > kMaxIncludes)
      return refuse(ErrorKind::parse, place,
                    fmt::format("@include goes deeper than {} levels", kMaxIncludes));
    const auto read = read_file_(path);
    if (!read) return refuse(read.error().kind, place, read.error().text);
    if (taken_ + read->size() > kMaxFile)
      return refuse(
          ErrorKind::parse, place,
          fmt::format("with all that is included, more than {}", base::show_size(kMaxFile)));
    return bytes(*read, path);
  }

  static tl::unexpected<base::Error> refuse(ErrorKind kind, const Place& place,
                                            const std::string& text) {
    return fail(kind, point_at(place, text));
  }

  const ReadFile& read_file_;
  std::vector<std::string> open_;
  std::size_t taken_ = 0;  // bytes, of all files
};

}  // namespace

std::string relative_to(const std::string& beside, const std::string& path) {
  const std::size_t slash = beside.rfind('/');
  if (path.starts_with('/') || slash == std::string::npos) return path;
  return beside.substr(0, slash + 1) + path;
}

Result<Script> load_bytes(std::string_view bytes, const std::string& name,
                          const ReadFile& read_file) {
  return Loader(read_file).bytes(bytes, name);
}

Result<Script> load(const std::string& path, const ReadFile& read_file) {
  const auto bytes = read_file(path);
  if (!bytes) return fail(bytes.error());
  return load_bytes(*bytes, path, read_file);
}

}  // namespace session
