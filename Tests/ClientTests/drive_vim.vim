" What test_vim.py has Vim do: $SCENARIO is sourced, and what it writes down with Saw() goes to $SEEN as JSON.
let s:seen = []
let s:failed = ''

func Saw(what)
  call add(s:seen, a:what)
endfunc

" Waits until an expression is true.
func Until(what)
  let end = reltime()
  while !eval(a:what)
    if reltimefloat(reltime(end)) > 60 | throw 'never came: ' . a:what | endif
    sleep 5m
  endwhile
endfunc

func Point(file, line, byte)
  execute 'edit' fnameescape(a:file)
  call cursor(a:line, a:byte)
endfunc

" The lines of the one popup there is; none when there is no popup.
func Popup()
  let popups = popup_list()
  if len(popups) > 1 | throw len(popups) . ' popups' | endif
  return empty(popups) ? [] : getbufline(winbufnr(popups[0]), 1, '$')
endfunc

" The running `retort lsp`s.
func Servers()
  return filter(job_info(), {_, job -> job_info(job).cmd[-1] ==# 'lsp' && job_status(job) ==# 'run'})
endfunc

" Tells when everything that was asked so far is answered, since answers come in order: what has not come by then will not.
func Settle()
  let s:settled = 0
  call ch_sendexpr(Servers()[0], {'method': 'textDocument/hover', 'params': {'textDocument': {'uri': 'file:///nothing.py'},
        \ 'position': {'line': 0, 'character': 0}}}, {'callback': {_, answer -> execute('let s:settled = 1')}})
  call Until('s:settled')
endfunc

func Hover()
  RetortHover
  call Settle()
  return Popup()
endfunc

func LookUp(command)
  call popup_clear()
  execute a:command
  call Until('!empty(Popup())')
  return Popup()
endfunc

try
  execute 'source' fnameescape($SCENARIO)
catch
  let s:failed = v:exception . ' at ' . v:throwpoint
endtry
call writefile([json_encode({'seen': s:seen, 'failed': s:failed, 'error': v:errmsg,
      \ 'messages': split(execute('messages'), "\n")})], $SEEN)
qall!
