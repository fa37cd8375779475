/// What shells load to complete the command line: each asks `retort complete`, so that none of them goes out of date.
enum ShellScripts {
    static let all = ["bash": bash, "zsh": zsh, "fish": fish]

    private static let bash = #"""
        # Completion of retort for bash: `retort complete` knows what may follow.
        _retort() {
            local columns=0 rows=()
            # Where bash only lists, there is room for what the words mean.
            [[ $COMP_TYPE == 63 ]] && columns=${COLUMNS:-80}
            mapfile -t rows < <(command retort complete --line="${COMP_LINE:0:COMP_POINT}" --bash="$2" --columns="$columns" 2>/dev/null)
            COMPREPLY=("${rows[@]}")
            if [[ ${COMPREPLY[*]: -1} == $'\tfiles' ]]; then
                unset "COMPREPLY[-1]"
                compopt -o default +o nospace
            fi
        }
        complete -o nospace -o nosort -F _retort retort

        """#

    private static let zsh = #"""
        #compdef retort
        # Completion of retort for zsh: `retort complete` knows what may follow.
        _retort() {
            local row text
            local -a rows ended open
            rows=("${(@f)$(command retort complete --line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" 2>/dev/null)}")
            for row in $rows; do
                text=${row%%$'\t'*}
                # An escaped name, and after a colon what it is.
                row=${${text//\\/\\\\}//:/\\:}${${row#*$'\t'}:+:${row#*$'\t'}}
                case $text in
                    '') _files ;;
                    *[:/=]) open+=("$row") ;;
                    *) ended+=("$row") ;;
                esac
            done
            # Capitals matter in symbols but need not be typed.
            local -a options=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
            _describe -V retort ended $options
            _describe -V retort open $options -S ''
        }
        if [[ $funcstack[1] == _retort ]]; then _retort "$@"; else compdef _retort retort; fi

        """#

    private static let fish = #"""
        # Completion of retort for fish: `retort complete` knows what may follow.
        function __retort_complete
            set -l before (string escape -- (commandline -opc))
            for row in (command retort complete --line="$before "(commandline -ct | string collect) 2>/dev/null)
                if test "$row" = \tfiles
                    complete -C "'' "(commandline -ct)
                else
                    echo -- $row
                end
            end
        end
        complete -c retort -f -k -a '(__retort_complete)'

        """#
}
