#include "commands/send/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "commands/send/parts.h"
#include "commands/send/repeat.h"
#include "message/compose.h"
#include "message/encoded_word.h"
#include "message/mime.h"
#include "message/sample.h"
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
  std::optional<message::Sample> sample;  // in place of the parts
  bool eight_bit = false, binary = false;
  bool read_once = false;  // a part comes out of a pipe
  std::string seed;        // of the boundaries
  std::shared_ptr<const net::Interrupt> interrupt;
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

Result<void> check_tokens(const message::Draft& draft) {
  if (draft.utf8) return {};
  for (const auto* fields : {&draft.replaced, &draft.added})
    for (const message::HeaderField& field : *fields)
      if (!base::is_ascii(field.value) && !message::takes_encoded_words(field.name))
        return fail(
            base::ErrorKind::usage,
            fmt::format("--header: {} takes ASCII only; write a parameter outside it as RFC "
                        "2231 does: name*=utf-8''%C3%A4.txt",
                        field.name));
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
  if (!options.sample.empty()) {
    auto sample = message::find_sample(options.sample);
    if (!sample) return fail(sample.error().kind, "--sample: " + sample.error().text);
    recipe.sample = std::move(*sample);
  }
  recipe.eight_bit = options.eight_bit;
  recipe.binary = options.binary;
  recipe.read_once = reads_pipe(recipe.parts);
  recipe.interrupt = env.dialer.interruption();
  message::Draft& draft = recipe.draft;
  draft.from = job.plan.sender.address();
  draft.to = addresses(job.to);
  draft.cc = addresses(job.cc);
  draft.date = env.now();
  const std::string subject =
      recipe.sample ? recipe.sample->subject : "test " + message::rfc5322_date(draft.date);
  draft.subject = options.subject.value_or(subject);
  draft.message_id = message::make_message_id(draft.date, job.plan.helo);
  draft.mailer = "ehlo " EHLO_VERSION;
  draft.replaced = std::move(*replaced);
  draft.added = std::move(*added);
  draft.utf8 = smtp::needs_smtputf8(job.plan) || options.sample == "smtputf8";
  recipe.seed = draft.message_id.substr(0, draft.message_id.find('@'));
  if (auto good = check_tokens(draft); !good) return fail(good.error());
  if (auto good = check_composite(recipe); !good) return fail(good.error());
  return recipe;
}

smtp::Message streamed(Source source, bool seven_bit,
                       std::shared_ptr<const net::Interrupt> interrupt = nullptr) {
  source.heed(std::move(interrupt));
  auto shared = std::make_shared<Source>(std::move(source));
  return smtp::Message{[shared] { return shared->next(); }, shared->size(), seven_bit};
}

// A body that the user's own fields encode is theirs, and so is a plain ASCII text without any.
message::Entity body_of(message::Parts parts, const Recipe& recipe, message::Transfer transfer) {
  const bool lone = parts.lone_text();
  message::Part* text = lone ? &parts.texts.front() : nullptr;
  const bool plain = lone && text->type == "text/plain" && text->survey.seven_bit();
  if (lone && message::describes_body(recipe.draft)) {
    std::vector<message::HeaderField> type;
    if (!plain) type.push_back({"Content-Type", message::content_type(*text)});
    return {std::move(type), std::move(text->content), text->survey.seven_bit()};
  }
  auto entity = message::assemble(std::move(parts), transfer, recipe.seed);
  if (plain) entity.fields.clear();
  return entity;
}

using Tokens = message::TokenReplacer::Table;

smtp::Message compose_sample(const message::Sample& sample, message::Draft draft) {
  draft.body = sample.fields;
  std::string text = sample.no_header ? "" : message::header_section(draft);
  const bool ascii_header = base::is_ascii(text);
  smtp::Message message =
      streamed(Source::from_text(text + sample.body), ascii_header && sample.seven_bit);
  message.raw = sample.raw;
  message.utf8_header = !ascii_header;
  return message;
}

Result<smtp::Message> compose(const Recipe& recipe, const Tokens& tokens,
                              const smtp::Extensions& offered) {
  if (recipe.sample) return compose_sample(*recipe.sample, recipe.draft);
  auto parts = open_parts(recipe.parts, tokens);
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
               ascii_header && body.seven_bit, recipe.interrupt);
  message.utf8_header = !ascii_header;
  message.composed = true;
  message.binary = recipe.binary;
  message.read_once = recipe.read_once;
  return message;
}

std::string joined(const std::vector<std::string>& all) {
  return fmt::format("{}", fmt::join(all, ", "));
}

Tokens tokens_of(const SendJob& job, const Own& own, const std::string& to) {
  Tokens tokens = message::token_table(message::rfc5322_date(own.date), job.plan.sender.address(),
                                       to, own.message_id);
  tokens.emplace_back("{{n}}", std::to_string(own.number));
  tokens.emplace_back("{{uuid}}", *own.uuid);
  return tokens;
}

// One of many: what must differ differs.
Result<smtp::Message> compose_own(const Recipe& recipe, const std::vector<smtp::Path>& to,
                                  const SendJob& job, const Own& own,
                                  const smtp::Extensions& offered) {
  Recipe one = recipe;
  message::Draft& draft = one.draft;
  if (!to.empty()) draft.to = addresses(to);
  draft.date = own.date;
  draft.message_id = own.message_id;
  one.seed = draft.message_id.substr(0, draft.message_id.find('@'));
  const Tokens tokens = tokens_of(job, own, joined(draft.to));
  draft.subject = message::replace_tokens(draft.subject, tokens);
  for (auto* fields : {&draft.replaced, &draft.added})
    for (message::HeaderField& field : *fields)
      field.value = message::replace_tokens(field.value, tokens);
  return compose(one, tokens, offered);
}

// Composes one of many to these; nobody: to those of the job.
using ComposeTo = std::function<Result<smtp::Message>(
    const std::vector<smtp::Path>& to, const Own& own, const smtp::Extensions& offered)>;

Numbered numbered(ComposeTo compose_to, const SendJob& job, const Env& env) {
  const auto compose = std::make_shared<const ComposeTo>(std::move(compose_to));
  const auto repeater =
      std::make_shared<Repeater>([compose](const Own& own, const smtp::Extensions& offered) {
        return (*compose)({}, own, offered);
      });
  return [=, &job, &env](std::uint64_t number, const std::vector<smtp::Path>& to) -> smtp::Compose {
    const message::Moment now = env.now();
    Own own{number, now, message::make_message_id(now, job.plan.helo)};
    return [=, own = std::move(own)](const smtp::Extensions& offered) {
      return to.empty() ? repeater->make(own, offered) : (*compose)(to, own, offered);
    };
  };
}

// Of a file that is not too long it is known what it holds.
constexpr std::uint64_t kMostSurveyed = 4 << 20;

Result<message::Survey> survey_of(const std::string& path) {
  if (!Source::can_be_read_twice(path)) return message::unknown();
  auto source = Source::open(path);
  if (!source) return fail(source.error());
  if (source->size().value_or(0) > kMostSurveyed) return message::unknown();
  return message::survey(*source);
}

// Text outside ASCII in the header section: what SMTPUTF8 is for (RFC 6532). As much of it as
// stands in the first piece of the message.
bool has_utf8_header(std::string_view piece) {
  const std::string_view header =
      piece.substr(0, std::min(piece.find("\n\n"), piece.find("\n\r\n")));
  return !base::is_ascii(header) && base::is_utf8(header);
}

bool file_has_utf8_header(const std::string& path) {
  auto source = Source::open(path);
  const auto piece = source ? source->next() : Result<std::string_view>(std::string_view());
  return piece && has_utf8_header(*piece);
}

// Of a pipe the first piece is read before MAIL, which is to declare it, and stays the first.
Result<bool> pipe_has_utf8_header(Source& pipe) {
  const auto piece = pipe.next();
  if (!piece) return fail(piece.error());
  std::string first(*piece);
  const bool found = has_utf8_header(first);
  pipe = Source::joined(Source::from_text(std::move(first)), std::move(pipe));
  return found;
}

Result<OpenMessage> ready_made(const SendOptions& options, const SendJob& job, const Env& env) {
  const std::string path = *options.data == "-" ? "-" : options.data->substr(1);
  auto found = survey_of(path);
  if (!found) return fail(found.error().kind, "--data: " + found.error().text);
  const bool read_once = !Source::can_be_read_twice(path);
  const bool utf8_header = !read_once && file_has_utf8_header(path);
  const auto interrupt = env.dialer.interruption();
  const auto with = [=, &options](const Tokens& tokens) -> smtp::Compose {
    return [=, &options](const smtp::Extensions&) -> Result<smtp::Message> {
      auto source = Source::open(path);
      if (!source) return fail(source.error().kind, "--data: " + source.error().text);
      source->heed(interrupt);
      const auto utf8 = read_once ? pipe_has_utf8_header(*source) : Result<bool>(utf8_header);
      if (!utf8) return fail(utf8.error());
      if (options.tokens) source = Source::replaced(std::move(*source), tokens);
      smtp::Message message = streamed(std::move(*source), found->ascii, interrupt);
      message.raw = options.no_data_fixup;
      if (message.size && !options.no_data_fixup && !options.binary)
        *message.size += found->bare_lf;
      message.file = path == "-" ? "" : path;
      message.read_once = read_once;
      message.binary = options.binary;
      message.utf8_header = *utf8;
      return message;
    };
  };
  const std::string all = joined(addresses(job.plan.recipients));
  const message::Moment now = env.now();
  OpenMessage open{
      with(tokens_of(job, Own{1, now, message::make_message_id(now, job.plan.helo)}, all)), {}, {}};
  if (read_once) return open;
  if (const auto source = Source::open(path)) open.size = source->size();
  const auto compose_to = [=, &job](const std::vector<smtp::Path>& to, const Own& own,
                                    const smtp::Extensions& offered) {
    const std::string whom = to.empty() ? all : joined(addresses(to));
    return with(tokens_of(job, own, whom))(offered);
  };
  open.numbered = numbered(compose_to, job, env);
  return open;
}

}  // namespace

Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job, const Env& env) {
  if (options.data) return ready_made(options, job, env);
  auto recipe = plan_recipe(options, job, env);
  if (!recipe) return fail(recipe.error());
  auto shared = std::make_shared<const Recipe>(std::move(*recipe));
  OpenMessage open{
      [shared](const smtp::Extensions& offered) { return compose(*shared, {}, offered); }, {}, {}};
  if (shared->read_once) return open;
  const auto once = open.compose({});
  if (!once) return fail(once.error());
  open.size = once->size;
  const auto compose_to = [shared, &job](const std::vector<smtp::Path>& to, const Own& own,
                                         const smtp::Extensions& offered) {
    return compose_own(*shared, to, job, own, offered);
  };
  open.numbered = numbered(compose_to, job, env);
  return open;
}

}  // namespace commands
