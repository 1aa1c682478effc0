# bash completion for ehlo. Made by 'ehlo --completion bash'; do not edit.
_ehlo() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local words='' files='' others='' values=''
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'send run probe mx banner codes serve --help --version --completion' -- "$current")
    return
  fi
  case "${COMP_WORDS[1]}" in
    send)
      words='-h --help -s --server -p --port --socket --pipe --copy-routing -4 --ipv4 -6 --ipv6 --lmtp --local-interface --local-port --dns-server --timeout -f --from -t --to --cc --bcc --helo --ehlo --lhlo --pipeline -q --quit-after --drop-after --drop-after-send --dsn-ret --dsn-envid --dsn-notify --dsn-orcpt --smtputf8 --requiretls --deliver-by --hold-for --hold-until --priority --rrvs --mail-auth --mail-param --rcpt-param --prdr --chunking --chunk-size --binary --xclient --xclient-addr --xclient-name --xclient-port --xclient-proto --xclient-destaddr --xclient-destport --xclient-helo --xclient-login --xclient-reverse-name --xforward-addr --xforward-name --xforward-port --xforward-proto --xforward-helo --xforward-ident --xforward-source --xclient-delim --xclient-no-verify --xclient-before-starttls --xclient-optional --xclient-optional-strict --proxy-version --proxy --proxy-family --proxy-protocol --proxy-command --proxy-source --proxy-source-port --proxy-dest --proxy-dest-port --tls --tls-optional --tls-optional-strict --tls-on-connect --tlsc --no-tls --insecure --tls-verify --tls-verify-ca --tls-verify-host --tls-verify-target --tls-ca-path --tls-cert --tls-key --tls-chain --tls-key-password-file --tls-sni --tls-protocol --tls-cipher --tls-get-peer-cert --tls-get-peer-chain -a --auth --auth-optional --auth-optional-strict --no-auth --auth-force --auth-user --auth-authzid --auth-realm --auth-domain --auth-password --auth-password-file --auth-password-command --auth-token --auth-token-file --auth-token-command --header --add-header --subject --body --html --attach --attach-type --attach-name --attach-body --inline --8bit -d --data --sample --no-data-fixup --tokens --sign-dkim --dkim-canon --dump-mail --count --recipients --sessions --reuse --rate --show-data -n --suppress-data --timing --show-time-lapse --raw --hide-send --hide-receive --hide-info --hide-informational --hide-all -S --silent --json --record --color --show-config --profile'
      files='--socket|--tls-ca-path|--tls-cert|--tls-key|--tls-chain|--tls-key-password-file|--tls-get-peer-cert|--tls-get-peer-chain|--auth-password-file|--auth-token-file|--body|--html|--attach|--attach-body|--inline|-d|--data|--sign-dkim|--recipients|--record'
      others='-s|--server|-p|--port|--pipe|--copy-routing|--local-interface|--local-port|--dns-server|--timeout|-f|--from|-t|--to|--cc|--bcc|--helo|--ehlo|--lhlo|--dsn-ret|--dsn-envid|--dsn-notify|--deliver-by|--hold-for|--hold-until|--priority|--rrvs|--mail-auth|--mail-param|--rcpt-param|--chunk-size|--xclient|--xclient-addr|--xclient-name|--xclient-port|--xclient-proto|--xclient-destaddr|--xclient-destport|--xclient-helo|--xclient-login|--xclient-reverse-name|--xforward-addr|--xforward-name|--xforward-port|--xforward-proto|--xforward-helo|--xforward-ident|--xforward-source|--proxy-version|--proxy|--proxy-family|--proxy-protocol|--proxy-command|--proxy-source|--proxy-source-port|--proxy-dest|--proxy-dest-port|--tls-verify-target|--tls-sni|--tls-protocol|--tls-cipher|--auth-user|--auth-authzid|--auth-realm|--auth-domain|--auth-password|--auth-password-command|--auth-token|--auth-token-command|--header|--add-header|--subject|--attach-type|--sample|--dkim-canon|--count|--sessions|--reuse|--rate|--profile'
      case $previous in
        -q|--quit-after) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        --drop-after) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        --drop-after-send) values='banner connect first-ehlo first-helo ehlo helo starttls tls auth mail from rcpt to data dot' ;;
        -a|--auth) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' ;;
        --auth-optional) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' ;;
        --auth-optional-strict) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' ;;
        -S|--silent) values='1 2 3' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    run)
      words='-h --help --var --variable --vars-file --variables-file --secret --secrets-file -s --server --connect-to --dns-server -4 --ipv4 -6 --ipv6 --timeout --max-time --tls-ca-path --insecure -j --jobs --repeat --retry --retry-interval --fail-fast --only --from-line --to-line --allow-unchecked --check --format --in-place --to-session -v --verbose -q --quiet --json --tap --report-tap --junit --report-junit --color --show-config --profile'
      files='--vars-file|--variables-file|--secret|--secrets-file|--tls-ca-path|--junit|--report-junit'
      others='--var|--variable|-s|--server|--connect-to|--dns-server|--timeout|--max-time|-j|--jobs|--repeat|--retry|--retry-interval|--only|--from-line|--to-line|--profile'
      case $previous in
        --color) values='auto always never' ;;
      esac
      ;;
    probe)
      words='-h --help --submission --only --skip --dnsbl --list-checks --explain --helo --ehlo --timeout --max-time -4 -6 --dns-server --dns-timeout --tls-ca-path --tls-verify-target --tls-sni --cert-warn --cert-fail --pin-sha256 -a --auth --auth-user --auth-password --auth-password-file --auth-password-command --auth-token --auth-token-file --auth-token-command --insecure --rcpt --envelope -f --from --retry-greylist --relay-test --open-relay --starttls-test --smuggling --tls-enumerate -j --jobs --per-host --rate --in-order --shard --resume --merge --fail-on --all --json --color --junit --baseline --record --emit-session --nagios -w --warning -c --critical -H --hostname -p --port --show-config --profile'
      files='--tls-ca-path|--auth-password-file|--auth-token-file|--resume|--junit|--baseline|--record|--emit-session'
      others='--only|--skip|--dnsbl|--explain|--helo|--ehlo|--timeout|--max-time|--dns-server|--dns-timeout|--tls-verify-target|--tls-sni|--cert-warn|--cert-fail|--pin-sha256|--auth-user|--auth-password|--auth-password-command|--auth-token|--auth-token-command|--rcpt|-f|--from|--retry-greylist|--relay-test|-j|--jobs|--per-host|--rate|--shard|-w|--warning|-c|--critical|-H|--hostname|-p|--port|--profile'
      case $previous in
        -a|--auth) values='SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 NTLM PLAIN LOGIN EXTERNAL GSSAPI ANONYMOUS' ;;
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    mx)
      words='-h --help --only --all --explain --selector --dnsbl --sender-check --route --spf-check --tlsa-for --dns-server --dns-timeout --tls-ca-path -j --jobs --fail-on --json --short --color --show-config --profile'
      files='--tlsa-for|--tls-ca-path'
      others='--only|--selector|--dnsbl|--route|--spf-check|--dns-server|--dns-timeout|-j|--jobs|--profile'
      case $previous in
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    banner)
      words='-h --help --mx -p --port -4 --ipv4 -6 --ipv6 --all-addresses --lmtp --dns-server --timeout --ehlo --helo --ptr --talk-early -j --jobs --per-host --rate --in-order --shard --resume --merge --fail-on --json --color --show-config --profile'
      files='--resume'
      others='-p|--port|--dns-server|--timeout|--helo|-j|--jobs|--per-host|--rate|--shard|--profile'
      case $previous in
        --fail-on) values='warn fail' ;;
        --color) values='auto always never' ;;
      esac
      ;;
    codes)
      words='-h --help --as --search --reason --class --list --json --short --explain --why --exit-by-class --summary --since --rules --show-config --profile'
      files='--rules'
      others='--search|--reason|--class|--since|--profile'
      case $previous in
        --as) values='auto text mail log' ;;
      esac
      ;;
    serve)
      words='-h --help -l --listen --name --lmtp --once --count --timeout --loop --on --max-size --tls-cert --tls-key --tls-key-password-file --tls-on-connect --tlsc --no-tls --user --var --variable --vars-file --variables-file --secret --secrets-file --maildir --mbox --color --show-data --quiet --show-config --profile'
      files='--tls-cert|--tls-key|--tls-key-password-file|--user|--vars-file|--variables-file|--secret|--secrets-file|--maildir|--mbox'
      others='-l|--listen|--name|--count|--timeout|--on|--max-size|--var|--variable|--profile'
      case $previous in
        --color) values='auto always never' ;;
      esac
      ;;
  esac
  if [[ -n $values && $current != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  elif [[ -n $others && $previous =~ ^($others)$ ]]; then
    return
  elif [[ -n $files && $previous =~ ^($files)$ || $current != -* ]]; then
    case $current in
      @*) mapfile -t COMPREPLY < <(compgen -P @ -f -- "${current#@}") ;;
      *) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}
complete -o filenames -F _ehlo ehlo
