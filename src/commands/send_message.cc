#include "commands/send_message.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "message/compose.h"
#include "message/source.h"
#include "message/tokens.h"
#include "smtp/transaction.h"

namespace commands {
namespace {

using base::fail;
using base::Result;
using message::Source;

constexpr std::string_view kDefaultBody = "This is a test message, sent by ehlo.\r\n";

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

// What a body holds is known before the header is written only if it can be read twice.
Result<bool> is_ascii_file(const std::string& path) {
  auto source = Source::open(path);
  if (!source) return fail(source.error());
  if (!source->size()) return false;
  for (;;) {
    const auto piece = source->next();
    if (!piece) return fail(piece.error());
    if (piece->empty()) return true;
    if (!base::is_ascii(*piece)) return false;
  }
}

struct Body {
  Source source;
  bool ascii;
};

Result<Body> open_body(const SendOptions& options) {
  const std::string text = options.body.value_or(std::string(kDefaultBody));
  const bool from_stdin = text == "-";
  if (!from_stdin && !text.starts_with('@'))
    return Body{Source::from_text(text), base::is_ascii(text)};
  const std::string path = from_stdin ? text : text.substr(1);
  const auto ascii = from_stdin ? Result<bool>(false) : is_ascii_file(path);
  auto source = ascii ? Source::open(path) : fail(ascii.error());
  if (!source) {
    source.error().text = "--body: " + source.error().text;
    return fail(source.error());
  }
  return Body{std::move(*source), *ascii};
}

struct Composed {
  Source source;
  bool seven_bit;
};

Result<Composed> compose(const SendOptions& options, const SendJob& job, const Env& env) {
  auto replaced = fields("--header", options.headers);
  if (!replaced) return fail(replaced.error());
  auto added = fields("--add-header", options.added_headers);
  if (!added) return fail(added.error());
  if (base::breaks_line(options.subject.value_or("")))
    return fail(base::ErrorKind::usage, "--subject cannot hold CR, LF or NUL");
  auto body = open_body(options);
  if (!body) return fail(body.error());

  message::Draft draft;
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
  draft.body_is_ascii = body->ascii;
  const bool encoded = message::encodes_body(draft);
  if (encoded) body->source = Source::quoted_printable(std::move(body->source));
  std::string header = message::header_section(draft);
  const bool seven_bit = base::is_ascii(header) && (body->ascii || encoded);
  return Composed{Source::joined(Source::from_text(std::move(header)), std::move(body->source)),
                  seven_bit};
}

Result<Composed> ready_made(const std::string& data) {
  auto source = Source::open(data == "-" ? "-" : data.substr(1));
  if (source) return Composed{std::move(*source), false};
  source.error().text = "--data: " + source.error().text;
  return fail(source.error());
}

smtp::Content plain(std::shared_ptr<Source> source) {
  return [source = std::move(source)] { return source->next(); };
}

smtp::Content with_tokens(const std::shared_ptr<Source>& source, const SendJob& job,
                          const Env& env) {
  const auto now = env.now();
  auto replacer = std::make_shared<message::TokenReplacer>(
      message::token_table(message::rfc5322_date(now), job.plan.sender.address(),
                           fmt::format("{}", fmt::join(addresses(job.plan.recipients), ", ")),
                           message::make_message_id(now, job.plan.helo)));
  return [source, replacer]() -> Result<std::string_view> {
    for (;;) {
      const auto piece = source->next();
      if (!piece) return fail(piece.error());
      const std::string_view text = piece->empty() ? replacer->finish() : replacer->replace(*piece);
      if (!text.empty() || piece->empty()) return text;
    }
  };
}

}  // namespace

Result<OpenMessage> open_message(const SendOptions& options, const SendJob& job, const Env& env) {
  auto composed = options.data ? ready_made(*options.data) : compose(options, job, env);
  if (!composed) return fail(composed.error());
  const auto size = composed->source.size();
  auto shared = std::make_shared<Source>(std::move(composed->source));
  return OpenMessage{options.tokens ? with_tokens(shared, job, env) : plain(shared), size,
                     composed->seven_bit};
}

}  // namespace commands
