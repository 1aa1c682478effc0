#include <fmt/format.h>

#include <algorithm>

#include "session/client.h"
#include "session/content.h"
#include "session/load.h"
#include "smtp/dot.h"

namespace session {
namespace {

constexpr std::size_t kHeld = 256 * 1024;

}  // namespace

// Read while it is sent: memory does not grow with the message.
Step Client::message(const Directive& directive) {
  if (auto ready = need_wire(); !ready) return ready;
  if (auto quiet = refuse_unread(); !quiet) return quiet;
  const auto path = path_of(variables_, directive, script_.source->name);
  if (!path) return trouble(path.error());
  auto source = variables_.open_file(*path);
  if (!source) return trouble(source.error());
  tell_group();
  smtp::DotEncoder encoder;
  for (;;) {
    const auto piece = source->next();
    if (!piece) return trouble(piece.error());
    const std::string_view wire = piece->empty() ? encoder.finish() : encoder.encode(*piece);
    tell(smtp::event::Content{variables_.mask()(wire)});
    talk_->group += wire;
    if (piece->empty()) break;
    if (talk_->group.size() < kHeld) continue;
    if (auto written = write(std::exchange(talk_->group, {})); !written) return written;
  }
  tell(smtp::event::ContentEnd{*variables_.expand(directive.values[0]), encoder.lines(),
                               encoder.bytes()});
  return {};
}

void Client::tell_octets(std::string_view octets) {
  const std::string shown = variables_.mask()(std::string(octets));
  const auto lines = static_cast<std::uint64_t>(std::ranges::count(octets, '\n'));
  tell(smtp::event::Content{shown});
  tell(smtp::event::ContentEnd{"", lines, octets.size(), false});
}

// Each chunk but the last has its reply taken here; the last one's is for the S: that follows.
Step Client::bdat(const Directive& directive) {
  const auto chunks = chunks_of(variables_, directive, script_.source->name);
  if (!chunks) return trouble(chunks.error());
  if (auto quiet = refuse_unread(); !quiet) return quiet;
  for (const Chunk& chunk : *chunks) {
    tell(smtp::event::Command{base::Stage::other, chunk.line});
    tell_octets(std::string_view(chunk.bytes).substr(chunk.line.size() + 2));
    if (auto written = write(chunk.bytes); !written) return written;
    if (&chunk == &chunks->back()) return {};
    smtp::Reply reply;
    if (auto got = read(reply); !got) return got;
    take(reply);
    if (!reply.ok())
      return tl::unexpected(
          Trouble{fmt::format("expected 2xx to {}, got {}", chunk.line, reply.code), reply, {}});
  }
  return {};
}

}  // namespace session
