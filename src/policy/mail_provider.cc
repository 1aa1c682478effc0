#include "policy/mail_provider.h"

#include <algorithm>
#include <array>

#include "policy/names.h"

namespace policy {
namespace {

struct Provider {
  std::string_view domain;  // of its mail hosts
  std::string_view name;
  std::string_view spf{};  // for its customers to include
};

constexpr std::array kProviders{
    Provider{"aspmx.l.google.com", "Google Workspace", "_spf.google.com"},
    Provider{"aspmx2.googlemail.com", "Google Workspace", "_spf.google.com"},
    Provider{"aspmx3.googlemail.com", "Google Workspace", "_spf.google.com"},
    Provider{"aspmx4.googlemail.com", "Google Workspace", "_spf.google.com"},
    Provider{"aspmx5.googlemail.com", "Google Workspace", "_spf.google.com"},
    Provider{"smtp.google.com", "Google Workspace", "_spf.google.com"},
    Provider{"gmail-smtp-in.l.google.com", "Gmail"},
    Provider{"mail.protection.outlook.com", "Microsoft 365", "spf.protection.outlook.com"},
    Provider{"mx.microsoft", "Microsoft 365", "spf.protection.outlook.com"},
    Provider{"olc.protection.outlook.com", "Outlook.com"},
    Provider{"yahoodns.net", "Yahoo"},
    Provider{"mail.icloud.com", "Apple iCloud", "icloud.com"},
    Provider{"pphosted.com", "Proofpoint"},
    Provider{"ppe-hosted.com", "Proofpoint Essentials"},
    Provider{"mimecast.com", "Mimecast"},
    Provider{"messagelabs.com", "Symantec Email Security.cloud"},
    Provider{"iphmx.com", "Cisco Secure Email"},
    Provider{"barracudanetworks.com", "Barracuda"},
    Provider{"mailcontrol.com", "Forcepoint"},
    Provider{"trendmicro.com", "Trend Micro"},
    Provider{"hornetsecurity.com", "Hornetsecurity"},
    Provider{"antispameurope.com", "Hornetsecurity"},
    Provider{"zoho.com", "Zoho Mail"},
    Provider{"zoho.eu", "Zoho Mail"},
    Provider{"zoho.in", "Zoho Mail"},
    Provider{"messagingengine.com", "Fastmail", "spf.messagingengine.com"},
    Provider{"protonmail.ch", "Proton Mail", "_spf.protonmail.ch"},
    Provider{"mailbox.org", "mailbox.org", "mailbox.org"},
    Provider{"posteo.de", "Posteo"},
    Provider{"tutanota.de", "Tuta", "spf.tutanota.de"},
    Provider{"migadu.com", "Migadu", "spf.migadu.com"},
    Provider{"mx.cloudflare.net", "Cloudflare Email Routing", "_spf.mx.cloudflare.net"},
    Provider{"amazonaws.com", "Amazon SES"},
    Provider{"awsapps.com", "Amazon WorkMail"},
    Provider{"mailgun.org", "Mailgun"},
    Provider{"sendgrid.net", "SendGrid"},
    Provider{"yandex.net", "Yandex Mail", "_spf.yandex.net"},
    Provider{"yandex.ru", "Yandex Mail", "_spf.yandex.net"},
    Provider{"mail.ru", "Mail.ru", "_spf.mail.ru"},
    Provider{"qq.com", "Tencent"},
    Provider{"kundenserver.de", "IONOS"},
    Provider{"ionos.com", "IONOS"},
    Provider{"ionos.de", "IONOS"},
    Provider{"1and1.com", "IONOS"},
    Provider{"ovh.net", "OVHcloud"},
    Provider{"gandi.net", "Gandi"},
    Provider{"infomaniak.ch", "Infomaniak"},
    Provider{"secureserver.net", "GoDaddy"},
    Provider{"registrar-servers.com", "Namecheap"},
    Provider{"privateemail.com", "Namecheap"},
    Provider{"emailsrvr.com", "Rackspace"},
    Provider{"hostinger.com", "Hostinger"},
    Provider{"titan.email", "Titan"},
    Provider{"improvmx.com", "ImprovMX"},
    Provider{"forwardemail.net", "Forward Email"},
    Provider{"gmx.net", "GMX"},
    Provider{"web.de", "WEB.DE"},
    Provider{"t-online.de", "Deutsche Telekom"},
};

const Provider* find_provider(std::string_view host) {
  const auto found = std::ranges::find_if(
      kProviders, [&](const Provider& row) { return is_at_or_below(host, row.domain); });
  return found == kProviders.end() ? nullptr : &*found;
}

}  // namespace

std::string_view mail_provider(std::string_view host) {
  const Provider* found = find_provider(host);
  return found == nullptr ? std::string_view() : found->name;
}

std::string_view provider_spf(std::string_view host) {
  const Provider* found = find_provider(host);
  return found == nullptr ? std::string_view() : found->spf;
}

}  // namespace policy
