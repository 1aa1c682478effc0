#include "dns/message_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "dns/alias_loop.h"
#include "dns/wire_reader.h"

namespace dns {
namespace {

constexpr std::uint16_t kClassIn = 1;
constexpr std::uint8_t kResponse = 0x80;  // in the first byte of flags
constexpr std::uint8_t kAuthoritative = 0x04;
constexpr std::uint8_t kRecursive = 0x80;  // in the second
constexpr std::uint8_t kAuthenticData = 0x20;
constexpr std::uint8_t kRcode = 0x0f;

struct RecordKey {
  std::string name;
  std::uint16_t type = 0, record_class = 0;
  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};

struct RawRecord {
  RecordKey key;
  std::uint32_t ttl;
  WireReader data;
};

std::optional<RecordKey> read_question(WireReader& reader) {
  const auto name = reader.name();
  const auto type = reader.u16(), record_class = reader.u16();
  if (!name || !type || !record_class) return std::nullopt;
  return RecordKey{*name, *type, *record_class};
}

std::optional<RawRecord> read_record(WireReader& reader) {
  const auto key = read_question(reader);
  const auto ttl = reader.u32();
  const auto size = reader.u16();
  if (!key || !size) return std::nullopt;
  const auto data = reader.part(*size);
  if (!data) return std::nullopt;
  return RawRecord{*key, *ttl, *data};
}

template <std::size_t kSize>
std::optional<std::array<std::uint8_t, kSize>> read_array(WireReader& data) {
  const auto bytes = data.bytes(kSize);
  if (!bytes) return std::nullopt;
  std::array<std::uint8_t, kSize> array;
  std::copy(bytes->begin(), bytes->end(), array.begin());
  return array;
}

bool read_ipv4(WireReader& data, Record& record) {
  const auto bytes = read_array<4>(data);
  if (bytes) record.ip = net::IpAddress::v4(*bytes);
  return bytes.has_value();
}

bool read_ipv6(WireReader& data, Record& record) {
  const auto bytes = read_array<16>(data);
  if (bytes) record.ip = net::IpAddress::v6(*bytes);
  return bytes.has_value();
}

bool read_host(WireReader& data, Record& record) {
  const auto host = data.name();
  record.host = host.value_or("");
  return host.has_value();
}

bool read_mx(WireReader& data, Record& record) {
  const auto preference = data.u16();
  record.preference = preference.value_or(0);
  return preference && read_host(data, record);
}

bool read_srv(WireReader& data, Record& record) {
  const auto priority = data.u16(), weight = data.u16(), port = data.u16();
  if (!port) return false;
  record.preference = *priority;
  record.weight = *weight;
  record.port = *port;
  return read_host(data, record);
}

bool read_txt(WireReader& data, Record& record) {
  do {
    const auto size = data.u8();
    const auto text = size ? data.bytes(*size) : std::nullopt;
    if (!text) return false;
    record.text += *text;
  } while (!data.done());
  return true;
}

bool read_soa(WireReader& data, Record& record) {
  constexpr std::size_t kNumbers = 20;  // serial, refresh, retry, expire, minimum
  return read_host(data, record) && data.name() && data.bytes(kNumbers);
}

bool read_raw(WireReader& data, Record& record) {
  record.data = data.rest();
  return true;
}

bool read_fields(WireReader& data, Record& record) {
  switch (record.type) {
    case Type::a:
      return read_ipv4(data, record);
    case Type::aaaa:
      return read_ipv6(data, record);
    case Type::mx:
      return read_mx(data, record);
    case Type::txt:
      return read_txt(data, record);
    case Type::cname:
    case Type::ptr:
    case Type::ns:
      return read_host(data, record);
    case Type::srv:
      return read_srv(data, record);
    case Type::soa:
      return read_soa(data, record);
    case Type::tlsa:
    case Type::caa:
    case Type::ds:
      return read_raw(data, record);
  }
  return false;
}

std::optional<Record> read_typed(const RawRecord& raw, Type type) {
  Record record;
  record.name = raw.key.name;
  record.type = type;
  record.ttl = raw.ttl;
  WireReader data = raw.data;
  if (!read_fields(data, record) || !data.done()) return std::nullopt;
  return record;
}

Status status_of(std::uint8_t rcode) {
  switch (rcode) {
    case 0:
      return Status::no_data;
    case 2:
      return Status::server_failure;
    case 3:
      return Status::no_name;
    default:
      return Status::refused;
  }
}

tl::unexpected<base::Error> malformed(std::string_view cause) {
  return base::fail(base::ErrorKind::protocol, base::Stage::resolve,
                    fmt::format("malformed DNS answer: {}", cause));
}

const RawRecord* find(const std::vector<RawRecord>& section, const RecordKey& key) {
  const auto found = std::find_if(section.begin(), section.end(),
                                  [&](const RawRecord& record) { return record.key == key; });
  return found == section.end() ? nullptr : &*found;
}

bool leads_nowhere(const std::vector<std::string>& aliases, std::string_view name) {
  return aliases.size() > kMaxAliases || is_loop(aliases, name);
}

// A loop ends with the name that comes again, a chain that is too long behind the last that may be.
base::Result<std::vector<std::string>> follow_aliases(const std::vector<RawRecord>& section,
                                                      std::string_view name) {
  std::vector<std::string> chain;
  RecordKey key{std::string(name), type_number(Type::cname), kClassIn};
  while (const RawRecord* alias = find(section, key)) {
    const auto record = read_typed(*alias, Type::cname);
    if (!record) return malformed("bad CNAME record");
    chain.push_back(key.name = record->host);
    if (leads_nowhere(chain, name)) break;
  }
  return chain;
}

base::Result<Answer> select(const std::vector<RawRecord>& section, std::string_view name,
                            Type type) {
  Answer answer;
  if (type != Type::cname) {
    auto aliases = follow_aliases(section, name);
    if (!aliases) return base::fail(aliases.error());
    answer.aliases = std::move(*aliases);
    answer.status = leads_nowhere(answer.aliases, name) ? Status::malformed : Status::no_data;
    if (answer.status == Status::malformed) return answer;
  }
  const std::string owner = answer.aliases.empty() ? std::string(name) : answer.aliases.back();
  const RecordKey key{owner, type_number(type), kClassIn};
  for (const RawRecord& raw : section) {
    if (raw.key != key) continue;
    const auto record = read_typed(raw, type);
    if (!record) return malformed(fmt::format("bad {} record", type_name(type)));
    answer.records.push_back(*record);
  }
  return answer;
}

struct Header {
  std::uint8_t rcode;
  bool authentic;
  bool authoritative, recursive;
  std::uint16_t answers, authorities;
};

std::optional<Header> read_header(WireReader& reader) {
  const auto id = reader.u16();
  const auto flags1 = reader.u8(), flags2 = reader.u8();
  const auto questions = reader.u16(), answers = reader.u16();
  const auto authorities = reader.u16(), additionals = reader.u16();
  if (!id || !authorities || !additionals) return std::nullopt;
  if (!(*flags1 & kResponse) || questions != 1) return std::nullopt;
  return Header{static_cast<std::uint8_t>(*flags2 & kRcode),
                (*flags2 & kAuthenticData) != 0,
                (*flags1 & kAuthoritative) != 0,
                (*flags2 & kRecursive) != 0,
                *answers,
                *authorities};
}

// A server that neither has the zone nor asks others, and whose answer is empty, refers to others
// or to nobody: that says nothing about the name. With an SOA it does (RFC 2308 section 2.2).
bool refers_elsewhere(const Header& header, WireReader& authorities) {
  if (header.authoritative || header.recursive || header.answers != 0) return false;
  for (std::size_t i = 0; i < header.authorities; ++i) {
    const auto record = read_record(authorities);
    if (!record || record->key.type == type_number(Type::soa)) return false;
  }
  return true;
}

}  // namespace

base::Result<Answer> parse_answer(std::string_view message, std::string_view name, Type type) {
  WireReader reader(message);
  const auto header = read_header(reader);
  if (!header) return malformed("no answer to one question");
  const std::string asked = base::to_lower(name);
  if (read_question(reader) != RecordKey{asked, type_number(type), kClassIn})
    return malformed("it answers another question");
  std::vector<RawRecord> section;
  for (std::size_t i = 0; i < header->answers; ++i) {
    const auto record = read_record(reader);
    if (!record) return malformed("cut short");
    section.push_back(*record);
  }
  auto answer = select(section, asked, type);
  if (!answer || answer->status == Status::malformed) return answer;
  answer->authentic = header->authentic;
  answer->status = status_of(header->rcode);
  if (answer->status == Status::no_data && !answer->records.empty()) answer->status = Status::data;
  if (answer->status != Status::data) answer->records.clear();
  if (answer->status == Status::no_data && refers_elsewhere(*header, reader))
    answer->status = Status::refused;
  return answer;
}

}  // namespace dns
