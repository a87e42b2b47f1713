/** A call that signs itself, to paste into a terminal: HMAC-SHA256 over id, time and body, as Standard Webhooks says. */
export function webhookExample(address: string): string {
  return `SECRET='whsec_…'
BODY='{"params": {}}'
ID="msg_$(date +%s)"
NOW="$(date +%s)"
KEY="$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')"
SIGNATURE="$(printf %s "$ID.$NOW.$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)"
curl '${address}' \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $NOW" \\
  -H "webhook-signature: v1,$SIGNATURE" \\
  -d "$BODY"`;
}
