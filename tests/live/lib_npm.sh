# npm packages of tests/live/browser, for the scripts that need them. Sourced, not run.
#   packages    by the lock file, and again only when that file changes; two scripts at once wait for each other
npm_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/browser" && pwd)

packages()
{
    local locked=$npm_folder/node_modules/.package-lock.json
    (
        flock 9
        [ -f "$locked" ] && [ ! "$npm_folder/package-lock.json" -nt "$locked" ] && exit
        cd "$npm_folder" && npm ci --no-audit --no-fund --loglevel=error </dev/null && touch "$locked"
    ) 9<"$npm_folder/package.json"
}
