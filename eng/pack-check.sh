#!/usr/bin/env bash
# Packs what is shipped and uses it as a stranger would: README's program, from the packages alone, outside this repository.
# Prints one line a check: passed or failed, its name, and why (separated by tabs). Everything else goes to standard error.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
source eng/prerequisites.sh

readonly CONFIGURATION="${1:-Release}"
readonly VERSION="0.0.0-check.$(date +%s)"
readonly LIMIT=300

work="$(mktemp -d "${TMPDIR:-/tmp}/openhands-packages.XXXXXX")"
trap 'rm -rf "$work"' EXIT
readonly feed="$work/feed" consumer="$work/consumer"
mkdir "$feed" "$consumer"

# check NAME COMMAND…: runs it, and says how it went.
check() {
  local name="packages.$1" log="$work/log"
  shift
  if "$@" >"$log" 2>&1; then
    printf 'passed\t%s\n' "$name"
  else
    sed "s/^/  /" "$log" >&2
    printf 'failed\t%s\t%s\n' "$name" "$(grep -v '^[[:space:]]*$' "$log" | tail -n 1 | tr '\t' ' ')"
  fi
}

shipped_projects() {
  local project
  for project in src/*/*.csproj tests/OpenHands.Runtime.Conformance/*.csproj; do
    [[ -f "$project" ]] && printf '%s\n' "$project"
  done
}

# All in one go: a build that is started costs more than a package.
pack() {
  cat >"$work/pack.proj" <<XML
<Project>
  <Target Name="Pack">
    <MSBuild Projects="$(shipped_projects | sed "s#^#$PWD/#" | paste -sd ';')" Targets="Pack" BuildInParallel="true"
             Properties="Configuration=$CONFIGURATION;NoBuild=true;Version=$VERSION;PackageOutputPath=$feed" />
  </Target>
</Project>
XML
  dotnet msbuild "$work/pack.proj" -t:Pack -m -v:q -nologo
}

# Programs are installed, not referred to.
tools() {
  grep -l '<PackAsTool>true' src/*/*.csproj | xargs -n 1 basename -s .csproj
}

packages() {
  basename -a "$feed"/*."$VERSION".nupkg | sed "s/\.$VERSION\.nupkg$//" | grep -vxFf <(tools)
}

# Only the fresh feed has our packages. Others are taken from this account's cache where it has them, and nothing is put into it.
prepare_consumer() {
  cat >"$consumer/nuget.config" <<XML
<configuration>
  <packageSources>
    <clear />
    <add key="fresh" value="$feed" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" protocolVersion="3" />
  </packageSources>
  <packageSourceMapping>
    <clear />
    <packageSource key="fresh"><package pattern="OpenHands.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
  <fallbackPackageFolders>
    <clear />
    <add key="cache" value="${NUGET_PACKAGES:-$HOME/.nuget/packages}" />
  </fallbackPackageFolders>
</configuration>
XML
  mkdir -p "${NUGET_PACKAGES:-$HOME/.nuget/packages}"
}

# project NAME PACKAGE…: a console program that references packages. Its code is on standard input.
project() {
  local name="$1" package
  shift
  mkdir "$consumer/$name"
  {
    printf '<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>\n'
    printf '    <OutputType>Exe</OutputType>\n    <TargetFramework>net10.0</TargetFramework>\n    <ImplicitUsings>enable</ImplicitUsings>\n'
    printf '    <Nullable>enable</Nullable>\n    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>\n    <NuGetAudit>false</NuGetAudit>\n'
    printf '  </PropertyGroup>\n  <ItemGroup>\n'
    for package in "$@"; do
      printf '    <PackageReference Include="%s" Version="%s" />\n' "$package" "$VERSION"
    done
    printf '  </ItemGroup>\n</Project>\n'
  } >"$consumer/$name/$name.csproj"
  cat >"$consumer/$name/Program.cs"
}

restore_and_build() {
  (
    cd "$consumer/$1"
    dotnet restore --packages "$work/restored" -v q --nologo
    dotnet build --no-restore -c Release -v q --nologo
  )
}

# The n-th fenced block of a language in README.md.
readme_block() {
  awk -v fence="\`\`\`$1" '$0 == "```" && inside { exit } inside { print } $0 == fence { inside = 1 }' README.md
}

readme_program() {
  mapfile -t named < <(sed -n 's/^dotnet add package \(OpenHands[A-Za-z.]*\).*/\1/p' README.md)
  ((${#named[@]})) || { echo "README.md names no package to add."; return 1; }
  readme_block csharp | project readme "${named[@]}"
  restore_and_build readme || return 1
  timeout "$LIMIT" dotnet "$consumer/readme/bin/Release/net10.0/readme.dll" >"$work/printed" || { echo "README's program ended with exit code $?."; return 1; }
  readme_block text >"$work/promised"
  diff -u --label "README.md promises" --label "the program printed" "$work/promised" "$work/printed" || { echo "README's program printed something else than README.md says."; return 1; }
}

every_package() {
  mapfile -t named < <(packages)
  echo 'System.Console.WriteLine("restored");' | project all "${named[@]}"
  restore_and_build all
}

# A sample's own tests, with packages in place of this repository's projects. Versions of others are those of the repository.
sample_tests() {
  local sample="$consumer/sample" package version
  cp -r samples/03-UnitTestYourAgent "$sample"
  rm -rf "$sample/bin" "$sample/obj"
  sed -i "s#<ProjectReference Include=\"[^\"]*/\(OpenHands[^/\"]*\)\.csproj\" />#<PackageReference Include=\"\1\" Version=\"$VERSION\" />#" "$sample"/*.csproj
  ! grep -q ProjectReference "$sample"/*.csproj || { echo "The sample still refers to a project."; return 1; }
  for package in $(sed -n 's/.*<PackageReference Include="\([^"]*\)" \/>.*/\1/p' "$sample"/*.csproj); do
    version="$(sed -n "s/.*<PackageVersion Include=\"$package\" Version=\"\([^\"]*\)\".*/\1/p" Directory.Packages.props)"
    sed -i "s#Include=\"$package\" />#Include=\"$package\" Version=\"$version\" />#" "$sample"/*.csproj
  done
  sed -i 's#<PropertyGroup>#&\n    <TargetFramework>net10.0</TargetFramework>\n    <ImplicitUsings>enable</ImplicitUsings>\n    <Nullable>enable</Nullable>\n    <NuGetAudit>false</NuGetAudit>#' "$sample"/*.csproj
  restore_and_build sample || return 1
  timeout "$LIMIT" dotnet "$sample/bin/Release/net10.0/UnitTestYourAgent.dll" --no-ansi --progress off || { echo "The sample's tests ended with exit code $?."; return 1; }
}

# The executor comes out of the package, and goes into a container.
docker_program() {
  [[ -n "${OPENHANDS_TEST_IMAGE_FULL-}" ]] || { echo "No image to start; run ./test.sh, which makes one."; return 1; }
  project docker OpenHands.Runtime.Docker <<'CODE'
using OpenHands;
using OpenHands.Docker;

await using var runtime = new DockerRuntime(new() { Image = args[0], Network = "none", PullPolicy = DockerPullPolicy.Never, Owner = "openhands-tests" });
await runtime.StartAsync();
Console.WriteLine((await runtime.RunAsync("echo $((6 * 7))")).Content);
CODE
  restore_and_build docker || return 1
  [[ "$(timeout "$LIMIT" dotnet "$consumer/docker/bin/Release/net10.0/docker.dll" "$OPENHANDS_TEST_IMAGE_FULL")" == 42 ]] || { echo "A command in a container printed something else than 42."; return 1; }
}

# Each says what it is for, installed from its package alone.
tool_programs() {
  local tool project command
  for tool in $(tools); do
    (cd "$consumer" && dotnet tool install "$tool" --version "$VERSION" --tool-path "$work/tools" --configfile nuget.config -v q) || return 1
    project="src/$tool/$tool.csproj"
    command="$(sed -n 's#.*<ToolCommandName>\(.*\)</ToolCommandName>.*#\1#p' "$project")"
    timeout "$LIMIT" "$work/tools/$command" --help | grep -c "^Usage: $command" >/dev/null || { echo "$command --help does not say how it is used."; return 1; }
  done
}

# A package without these looks abandoned on nuget.org. Restoring has unpacked every package.
metadata() {
  local package folder part
  for package in $(packages); do
    folder="$work/restored/${package,,}/$VERSION"
    for part in '<license type="expression">' '<readme>' '<description>' '<authors>' '<tags>'; do
      grep -qF "$part" "$folder/${package,,}.nuspec" || { echo "$package: its nuspec has no $part"; return 1; }
    done
    ! grep -q '<description>Package Description' "$folder/${package,,}.nuspec" || { echo "$package: no Description in its project"; return 1; }
    [[ -f "$folder/README.md" ]] || { echo "$package: no README.md"; return 1; }
    [[ ! -d "$folder/lib" || -f "$folder/lib/net10.0/$package.xml" ]] || { echo "$package: no XML documentation"; return 1; }
    [[ -f "$feed/$package.$VERSION.snupkg" ]] || { echo "$package: no symbols"; return 1; }
  done
}

check every_shipped_project_packs pack
prepare_consumer
check every_package_restores_and_builds every_package
check every_package_describes_itself metadata
check every_tool_installs_and_runs tool_programs
check the_program_in_README_runs_from_the_packages readme_program
check a_container_is_started_from_the_packages docker_program
check the_sample_tests_pass_from_the_packages sample_tests
