#include "commands/send_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "commands/send_parts.h"
#include "message/compose.h"
#include "message/mime.h"
#include "message/source.h"
#include "message/survey.h"
#include "message/tokens.h"
#include "smtp/envelope.h"

namespace commands {
namespace {

using base::fail;
using base::Result;
using message::Source;

std::vector<std::string> addresses(const std::vector<smtp::Path>& paths) {
  std::vector<std::string> all;
  for (const smtp::Path& path : paths) all.push_back(path.address());
  return all;
}

Result<std::vector<message::HeaderField>> fields(std::string_view option,
                                                 const std::vector<std::string>& texts) {
  std::vector<message::HeaderField> all;
  for (const std::string& text : texts) {
    auto field = message::parse_header(text);
    if (!field) {
      field.error().text = fmt::format("{}: {}", option, field.error().text);
      return fail(field.error());
    }
    all.push_back(std::move(*field));
  }
  return all;
}

// What all forms of the message share.
struct Recipe {
  PlannedParts parts;
  message::Draft draft;
  bool eight_bit = false, binary = false;
  bool read_once = false;  // a part comes out of a pipe
  std::string seed;        // of the boundaries
};

bool reads_pipe(const PlannedParts& parts) {
  for (const auto* list : {&parts.texts, &parts.inlined, &parts.attachments})
    for (const PlannedPart& part : *list)
      if (!part.file.empty() && !Source::can_be_read_twice(part.file)) return true;
  return false;
}

Result<void> check_composite(const Recipe& recipe) {
  if (recipe.parts.texts.size() == 1 && recipe.parts.inlined.empty() &&
      recipe.parts.attachments.empty())
    return {};
  for (const char* name : {"Content-Type", "Content-Transfer-Encoding"})
    if (message::find_given(recipe.draft, name) != nullptr)
      return fail(
          base::ErrorKind::usage,
          fmt::format("--header: {} is made from the parts (--html, --attach and the like)", name));
  return {};
}

Result<Recipe> plan_recipe(const SendOptions& options, const SendJob& job, const Env& env) {
  auto replaced = fields("--header", options.headers);
  if (!replaced) return fail(replaced.error());
  auto added = fields("--add-header", options.added_headers);
  if (!added) return fail(added.error());
  if (base::breaks_line(options.subject.value_or("")))
    return fail(base::ErrorKind::usage, "--subject cannot hold CR, LF or NUL");
  auto parts = plan_parts(options);
  if (!parts) return fail(parts.error());

  Recipe recipe;
  recipe.parts = std::move(*parts);
  recipe.eight_bit = options.eight_bit;
  recipe.binary = options.binary;
  recipe.read_once = reads_pipe(recipe.parts);
  message::Draft& draft = recipe.draft;
  draft.from = job.plan.sender.address();
  draft.to = addresses(job.to);
  draft.cc = addresses(job.cc);
  draft.date = env.now();
  draft.subject = options.subject.value_or("test " + message::rfc5322_date(draft.date));
  draft.message_id = message::make_message_id(draft.date, job.plan.helo);
  draft.mailer = "ehlo " EHLO_VERSION;
  draft.replaced = std::move(*replaced);
  draft.added = std::move(*added);
  draft.utf8 = smtp::needs_smtputf8(job.plan);
  recipe.seed = draft.message_id.substr(0, draft.message_id.find('@'));
  if (auto good = check_composite(recipe); !good) return fail(good.error());
  return recipe;
}

smtp::Message streamed(Source source, bool seven_bit) {
  auto shared = std::make_shared<Source>(std::move(source));
  return smtp::Message{[shared] { return shared->next(); }, shared->size(), seven_bit};
}

// A body that the user's own fields describe is theirs, and so is a plain ASCII text without any.
message::Entity body_of(message::Parts parts, const Recipe& recipe, message::Transfer transfer) {
  const bool lone = parts.lone_text();
  message::Part* text = lone ? &parts.texts.front() : nullptr;
  if (lone && message::describes_body(recipe.draft))
    return {{}, std::move(text->content), text->survey.seven_bit()};
  const bool plain = lone && text->type == "text/plain" && text->survey.seven_bit();
  auto entity = message::assemble(std::move(parts), transfer, recipe.seed);
  if (plain) entity.fields.clear();
  return entity;
}

Result<smtp::Message> compose(const Recipe& recipe, const smtp::Extensions& offered) {
  auto parts = open_parts(recipe.parts);
  if (!parts) return fail(parts.error());
  using message::Transfer;
  const Transfer transfer = recipe.binary                                 ? Transfer::binary
                            : recipe.eight_bit && offered.has("8BITMIME") ? Transfer::eight_bit
                                                                          : Transfer::seven_bit;
  message::Entity body = body_of(std::move(*parts), recipe, transfer);
  message::Draft draft = recipe.draft;
  draft.body = std::move(body.fields);
  std::string header = message::header_section(draft);
  const bool ascii_header = base::is_ascii(header);
  smtp::Message message =
      streamed(Source::joined(Source::from_text(std::move(header)), std::move(body.content)),
               ascii_header && body.seven_bit);
  message.utf8_header = !ascii_header;
  message.binary = recipe.binary;
  message.read_once = recipe.read_once;
  return message;
}

smtp::Content with_tokens(smtp::Content content, message::TokenReplacer::Table table) {
  auto replacer = std::make_shared<message::TokenReplacer>(std::move(table));
  return [content = std::move(content), replacer]() -> Result<std::string_view> {
    for (;;) {
      const auto piece = content();
      if (!piece) return fail(piece.error());
      const std::string_view text = piece->empty() ? replacer->finish() : replacer->replace(*piece);
      if (!text.empty() || piece->empty()) return text;
    }
  };
}

message::TokenReplacer::Table tokens_of(const SendJob& job, const Env& env) {
  const auto now = env.now();
  return message::token_table(message::rfc5322_date(now), job.plan.sender.address(),
                              fmt::format("{}", fmt::join(addresses(job.plan.recipients), ", ")),
                              message::make_message_id(now, job.plan.helo));
}

// Of a file that is not too long it is known whether it is ASCII.
constexpr std::uint64_t kMostSurveyed = 4 << 20;

Result<bool> is_seven_bit(const std::string& path) {
  if (!Source::can_be_read_twice(path)) return false;
  auto source = Source::open(path);
  if (!source) return fail(source.error());
  if (source->size().value_or(0) > kMostSurveyed) return false;
  const auto found = message::survey(*source);
  if (!found) return fail(found.error());
  return found->ascii;
}

// Text outside ASCII in the header section: what SMTPUTF8 is for (RFC 6532). As much of it as
// stands in the first piece of the file.
bool has_utf8_header(const std::string& path) {
  auto source = Source::open(path);
  const auto piece = source ? source->next() : Result<std::string_view>(std::string_view());
  if (!piece) return false;
  const std::size_t end = std::min(piece->find("\n\n"), piece->find("\n\r\n"));
  const std::string_view header = piece->substr(0, end);
  return !base::is_ascii(header) && base::is_utf8(header);
}

Result<OpenMessage> ready_made(const SendOptions& options, const SendJob& job, const Env& env) {
  const std::string path = *options.data == "-" ? "-" : options.data->substr(1);
  auto seven_bit = is_seven_bit(path);
  if (!seven_bit) {
    seven_bit.error().text = "--data: " + seven_bit.error().text;
    return fail(seven_bit.error());
  }
  const auto tokens = tokens_of(job, env);
  const bool read_once = !Source::can_be_read_twice(path);
  const bool utf8_header = !read_once && has_utf8_header(path);
  const auto compose = [=, &options](const smtp::Extensions&) -> Result<smtp::Message> {
    auto source = Source::open(path);
    if (!source) return fail(source.error().kind, "--data: " + source.error().text);
    smtp::Message message = streamed(std::move(*source), *seven_bit);
    message.raw = options.no_data_fixup;
    message.file = path == "-" ? "" : path;
    message.read_once = read_once;
    message.binary = options.binary;
    message.utf8_header = utf8_header;
    if (!options.tokens) return message;
    message.content = with_tokens(std::move(message.content), tokens);
    message.size.reset();
    return message;
  };
  if (read_once) return OpenMessage{compose, std::nullopt};
  const auto source = Source::open(path);
  return OpenMessage{compose, source ? source->size() : std::nullopt};
}

}  // namespace

Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job, const Env& env) {
  if (options.data) return ready_made(options, job, env);
  auto recipe = plan_recipe(options, job, env);
  if (!recipe) return fail(recipe.error());
  auto shared = std::make_shared<const Recipe>(std::move(*recipe));
  const auto composed = [shared](const smtp::Extensions& offered) {
    return compose(*shared, offered);
  };
  if (shared->read_once) return OpenMessage{composed, std::nullopt};
  const auto once = composed({});
  if (!once) return fail(once.error());
  return OpenMessage{composed, once->size};
}

}  // namespace commands
