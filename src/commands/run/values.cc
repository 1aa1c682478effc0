#include "commands/run/values.h"

#include <fmt/format.h>
#include <unistd.h>

#include <mutex>

#include "base/text.h"
#include "commands/credentials.h"
#include "commands/run/files.h"
#include "message/compose.h"
#include "message/date.h"
#include "message/unique.h"
#include "session/cursor.h"

namespace commands {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;
using base::Secret;
using session::Origin;

// What the built-ins have told one try of a file.
struct Told {
  int counter = 0;
  std::string word;

  const std::string& unique_word(message::Moment now) {
    if (word.empty()) word = message::make_unique_word(now);
    return word;
  }
};

}  // namespace

// What of the machine the built-ins tell.
struct RunValues::Machine {
  const Env& env;
  std::string server;
  std::once_flag asked;
  std::string name;

  Machine(const Env& world, std::string place) : env(world), server(std::move(place)) {}

  // Read from /etc/hosts, once for all files and only where one asks for it.
  const std::string& host_name() {
    std::call_once(asked, [this] { name = env.host_name(); });
    return name;
  }
  std::optional<std::string> builtin(std::string_view wanted, Told& told) {
    if (wanted == "server" && !server.empty()) return server;
    if (wanted == "helo") return host_name();
    if (wanted == "date") return message::rfc5322_date(env.now());
    if (wanted == "message_id")
      return fmt::format("<{}>", message::make_message_id(env.now(), host_name()));
    if (wanted == "unique") return told.unique_word(env.now());
    if (wanted == "uuid") return message::make_uuid();
    if (wanted == "pid") return std::to_string(::getpid());
    if (wanted == "counter") return std::to_string(++told.counter);
    return std::nullopt;
  }
};

Result<void> RunValues::add_pair(const std::string& option, const std::string& pair, Origin origin,
                                 bool secret) {
  const std::size_t equals = pair.find('=');
  const std::string name = pair.substr(0, equals);
  if (equals == std::string::npos || !session::is_name(name))
    return fail(ErrorKind::parse,
                fmt::format("{}: expected NAME=VALUE, where a name has letters, digits, '_', '-' "
                            "and '.'{}",
                            option, secret ? "" : fmt::format(": '{}'", base::printable(pair))));
  given_.push_back({name, origin, Secret(pair.substr(equals + 1)), secret});
  return {};
}

Result<void> RunValues::add_file(const std::string& option, const std::string& path, bool secret) {
  auto bytes = read_whole(path);
  if (!bytes) {
    bytes.error().text = fmt::format("{}: {}", option, bytes.error().text);
    return fail(bytes.error());
  }
  std::size_t number = 0;
  Result<void> done;
  for (std::string_view line : base::split(*bytes, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (base::trim(line).empty() || line.starts_with('#')) continue;
    const std::string place = fmt::format("{} {}:{}", option, base::printable(path), number);
    done = add_pair(place, std::string(line), Origin::vars_file, secret);
    if (!done) {
      done.error().kind = ErrorKind::parse;
      break;
    }
  }
  base::wipe(*bytes);
  return done;
}

Result<void> RunValues::add_secret(const std::string& given, const Env& env) {
  const std::size_t equals = given.find('=');
  const std::string name = given.substr(0, equals);
  if (given.substr(equals == std::string::npos ? given.size() : equals + 1).starts_with('@')) {
    auto line = first_line_of("--secret " + base::printable(name), given.substr(equals + 2));
    if (!line) return fail(line.error());
    return add_pair("--secret", fmt::format("{}={}", name, line->reveal()), Origin::command_line,
                    true);
  }
  if (equals != std::string::npos) return add_pair("--secret", given, Origin::command_line, true);
  if (const auto value = env.getenv("EHLO_VAR_" + name))
    return add_pair("--secret", name + "=" + *value, Origin::command_line, true);
  auto answer = env.ask_secret(fmt::format("value of {} (or --secret {}=@FILE)",
                                           base::printable(name), base::printable(name)));
  if (!answer) return fail(answer.error());
  auto done = add_pair("--secret", name + "=" + *answer, Origin::command_line, true);
  base::wipe(*answer);
  return done;
}

Result<RunValues> RunValues::from(const VariableOptions& options, const std::string& server,
                                  const Env& env) {
  RunValues values;
  values.machine_ = std::make_shared<Machine>(env, server);
  Result<void> done;
  for (const std::string& path : options.vars_files)
    if (done = values.add_file("--vars-file", path, false); !done) return fail(done.error());
  for (const std::string& path : options.secrets_files)
    if (done = values.add_file("--secrets-file", path, true); !done) return fail(done.error());
  for (const std::string& pair : options.vars)
    if (done = values.add_pair("--var", pair, Origin::command_line, false); !done)
      return fail(done.error());
  for (const std::string& given : options.secrets)
    if (done = values.add_secret(given, env); !done) return fail(done.error());
  return values;
}

session::Variables RunValues::variables(const std::string& file) const {
  session::World world;
  world.builtin = [machine = machine_, told = Told()](std::string_view name) mutable {
    return machine->builtin(name, told);
  };
  world.getenv = machine_->env.getenv;
  world.read_file = [](const std::string& path) { return read_whole(path); };
  world.open_file = message::Source::open;
  world.beside = file;
  session::Variables variables(std::move(world));
  for (const Given& one : given_) {
    if (one.secret)
      variables.set_secret(one.name, one.origin, one.value);
    else
      variables.set(one.name, one.origin, std::string(one.value.reveal()));
  }
  return variables;
}

}  // namespace commands
