# Starts .NET on a function. $1 is its program, options of its follow; statuses and texts are AWS's.
# A class library runs below Lambent.Runtime.dll, with its own assemblies and frameworks as its two files list them; an executable
# assembly, or a program compiled ahead of time, brings a runtime itself.

fail() {
  printf 'Error: %s\n' "$2" >&2
  exit "$1"
}

# The file of that ending which goes by the assembly's name, or else the only one.
file_of_assembly() {
  file=$LAMBDA_TASK_ROOT/$assembly$2
  [ -f "$file" ] && return
  set -- "$1" "$2" "$LAMBDA_TASK_ROOT"/*"$2"
  file=$3
  [ $# = 3 ] && [ -f "$file" ] && return
  fail "$1" ".NET binaries for Lambda function are not correctly installed in the $LAMBDA_TASK_ROOT directory of the image when the image was built. The $LAMBDA_TASK_ROOT directory is missing the required $2 file."
}

program=$1
shift
case $_HANDLER in
*:*)
  assembly=${LAMBDA_DOTNET_MAIN_ASSEMBLY:-${_HANDLER%%:*}}
  assembly=${assembly%.dll}
  file_of_assembly 105 .deps.json
  dependencies=$file
  file_of_assembly 106 .runtimeconfig.json
  exec "$program" exec "$@" --depsfile "$dependencies" --runtimeconfig "$file" "$LAMBDA_RUNTIME_DIR/assembly/Lambent.Runtime.dll"
  ;;
esac
# What our own runtime would take away.
unset _LAMBENT_TRANSPORT
binary=$LAMBDA_TASK_ROOT/$_HANDLER
assembly=${binary%.dll}.dll
[ -f "$assembly" ] && exec "$program" exec "$@" "$assembly"
[ -f "$binary" ] || fail 104 "executable assembly $assembly or binary $binary not found."
exec "$binary"
