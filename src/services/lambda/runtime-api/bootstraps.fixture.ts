/** Custom runtimes, written as their users write them. */

/** Answers with the event, or does what the event says: `{"exit":3}`, `{"signal":"KILL"}`. Bash alone, without curl. */
export const bashBootstrap = `#!/bin/bash
trap 'echo asked to end; exit 0' TERM
exec 5<>/dev/tcp/\${AWS_LAMBDA_RUNTIME_API%:*}/\${AWS_LAMBDA_RUNTIME_API#*:}
api=/2018-06-01/runtime/invocation
read_answer() {
  length=0
  while IFS= read -r line <&5; do
    line=\${line%$'\\r'}
    [ -z "$line" ] && break
    case \${line,,} in
      lambda-runtime-aws-request-id:*) id=\${line#*: } ;;
      content-length:*) length=\${line#*: } ;;
    esac
  done
  IFS= read -r -N "$length" body <&5
}
while :; do
  printf 'GET %s/next HTTP/1.1\\r\\nHost: runtime\\r\\n\\r\\n' "$api" >&5
  read_answer
  event=$body
  echo "event $event"
  case $event in
    '{"exit":'*) code=\${event#*:}; exit "\${code%\\}}" ;;
    '{"signal":'*) name=\${event#*:\\"}; kill -s "\${name%\\"\\}}" $$ ;;
  esac
  printf 'POST %s/%s/response HTTP/1.1\\r\\nHost: runtime\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "$api" "$id" "\${#event}" "$event" >&5
  read_answer
done
`;

/** What a runtime in C asks with: plain sockets, one connection for each request. `ask` returns the body of the answer. */
export const cClient = String.raw`
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static char answer[65536];
static char *ask(const char *request) {
  char host[64]; int port;
  sscanf(getenv("AWS_LAMBDA_RUNTIME_API"), "%63[^:]:%d", host, &port);
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
  inet_pton(AF_INET, host, &to.sin_addr);
  int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(socket_, (struct sockaddr *)&to, sizeof to)) exit(1);
  write(socket_, request, strlen(request));
  size_t filled = 0; ssize_t got;
  while ((got = read(socket_, answer + filled, sizeof answer - 1 - filled)) > 0) filled += got;
  close(socket_);
  answer[filled] = 0;
  return strstr(answer, "\r\n\r\n") + 4;
}
`;

/** The same answer in C. */
export const cBootstrap = String.raw`${cClient}
int main(void) {
  static char request[131072], id[128];
  for (;;) {
    char *event = ask("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\n\r\n");
    sscanf(strstr(answer, "Request-Id: "), "Request-Id: %127s", id);
    sprintf(request, "POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: runtime\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", id, strlen(event), event);
    ask(request);
  }
}
`;

/** And in Go, with its standard library alone. */
export const goBootstrap = `package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
)

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		next, err := http.Get(api + "next")
		if err != nil {
			panic(err)
		}
		event, _ := io.ReadAll(next.Body)
		next.Body.Close()
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		answer, err := http.Post(api+id+"/response", "application/json", bytes.NewReader(event))
		if err != nil {
			panic(err)
		}
		answer.Body.Close()
	}
}
`;

/** An external extension that says on its output what it hears; it ends when it is told to, or when an event says `die`. */
export const bashExtension = `#!/bin/bash
echo "variables \${_HANDLER-none} \${LAMBDA_TASK_ROOT-none} \${AWS_LAMBDA_FUNCTION_NAME-none}"
echo "keys $AWS_ACCESS_KEY_ID $AWS_SESSION_TOKEN"
ask() {
  exec 5<>/dev/tcp/\${AWS_LAMBDA_RUNTIME_API%:*}/\${AWS_LAMBDA_RUNTIME_API#*:}
  printf '%s /2020-01-01/extension/%s HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n%s\\r\\n\\r\\n%s' "$1" "$2" "$3" "$4" >&5
  answer=$(cat <&5)
  exec 5>&-
}
body='{"events":["INVOKE","SHUTDOWN"]}'
ask POST register $'Lambda-Extension-Name: agent\\r\\nContent-Length: '\${#body} "$body"
identifier='Identifier: ([0-9a-f-]+)'
[[ $answer =~ $identifier ]]
id=\${BASH_REMATCH[1]}
event='"eventType":"([A-Z]+)"'
while :; do
  ask GET event/next "Lambda-Extension-Identifier: $id" ''
  [[ $answer =~ $event ]]
  echo "heard \${BASH_REMATCH[1]} \${answer##*shutdownReason}"
  [ "\${BASH_REMATCH[1]}" = SHUTDOWN ] && exit 0
done
`;
