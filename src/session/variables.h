// The values of {{name}} and {{function ...}}, from the strongest source that has one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/mask.h"
#include "base/result.h"
#include "base/secret.h"
#include "message/source.h"
#include "session/script.h"

namespace session {

// Weakest first.
enum class Origin { builtin, file, environment, vars_file, command_line, capture };

// What of the machine a session file may reach.
struct World {
  // Values of the built-in variables, of which ehlo-session(5) has the list; asked each time.
  std::function<std::optional<std::string>(std::string_view name)> builtin;
  std::function<std::optional<std::string>(const std::string& name)> getenv;
  std::function<base::Result<std::string>(const std::string& path)> read_file;
  // For what may be too large to be held; without it read_file has to do.
  std::function<base::Result<message::Source>(const std::string& path)> open_file = {};
  std::string beside{};  // the session file: the path of {{file PATH}} is relative to it
};

class Variables {
 public:
  explicit Variables(World world) : world_(std::move(world)) {}

  // A weaker origin never hides a stronger one. `heard`: the peer's own words stand in the value,
  // as in everything of Origin::capture.
  void set(std::string_view name, Origin origin, std::string value, bool heard = false);
  // The same, and every mask made from now on hides the value.
  void set_secret(std::string_view name, Origin origin, const base::Secret& value);

  // EHLO_VAR_name of the environment stands between --vars-file and @set.
  std::optional<std::string> find(std::string_view name) const;

  // True when what was heard from the peer would stand in `text`. It may be said back to the peer,
  // but must not name a program, a socket or a file of this machine: the peer would choose it.
  bool is_heard(const Template& text) const;

  // `text` with every call replaced. Error kind usage: "variable 'x' is not set", or what a
  // function could not do.
  base::Result<std::string> expand(const Template& text) const;
  // The same for a C: line, where `\*` stands for `*`. A CR, LF or NUL in the outcome is an Error:
  // it would be two commands.
  base::Result<std::string> expand_line(const Template& text) const;

  // A file of the machine, whole or piece by piece.
  base::Result<std::string> read_file(const std::string& path) const;
  base::Result<message::Source> open_file(const std::string& path) const;

  base::Mask& mask() { return mask_; }
  const base::Mask& mask() const { return mask_; }

 private:
  struct Value {
    Origin origin;
    std::string text;
    bool heard = false;
  };
  base::Result<std::string> call(const Piece& piece) const;
  base::Result<std::string> apply(std::string_view function,
                                  const std::vector<std::string>& arguments) const;

  World world_;
  std::map<std::string, Value, std::less<>> values_;
  base::Mask mask_;
};

// Error kind usage: what was heard was to name `what`, "a file of this machine".
tl::unexpected<base::Error> refuse_heard(std::string_view what);

// "variable 'name' is not set: give it with --var name=...", and for what is secret by its name how
// to give that.
std::string not_set(std::string_view name);

}  // namespace session
