" One `retort lsp` serves all files; it starts with the first one and again should it ever end.

" By buffer: the address and the state (b:changedtick) in which Retort has it.
let s:documents = {}
let s:complained = 0
let s:popup = 0

" Retort cannot be reached. `:messages` keeps that once, though who gives another command is told again.
function! s:complain(words) abort
  echohl WarningMsg
  execute s:complained ? 'echo' : 'echomsg' string(a:words)
  echohl None
  let s:complained = 1
endfunction

" A program that is of no use to this machine, or ends at once, says nothing that a person understands.
function! s:broken(program, words) abort
  if a:words =~# '^retort: '
    call s:complain(a:words)
  elseif !s:complained
    call s:complain('retort: ' . a:program . ' does not run' .
          \ (a:words ==# '' ? '; in a shell, retort status may tell why' : ': ' . a:words))
  endif
endfunction

function! s:program() abort
  let program = get(g:, 'retort_program', 'retort')
  if executable(program) | return program | endif
  call s:complain('retort: no program is called ' . program . '; install Retort, or set g:retort_program')
  return ''
endfunction

" --- What is said to the server

function! s:is_up() abort
  return exists('s:job') && job_status(s:job) ==# 'run' && ch_status(s:job) ==# 'open'
endfunction

function! s:connect() abort
  if s:is_up() | return 1 | endif
  let program = s:program()
  if program ==# '' | return 0 | endif
  let s:documents = {}
  let answers = []
  let s:job = job_start([program, 'lsp'], {'in_mode': 'lsp', 'out_mode': 'lsp', 'err_mode': 'nl', 'noblock': 1,
        \ 'out_cb': function('s:hear'), 'err_cb': {_, words -> s:broken(program, words)},
        \ 'close_cb': {_ -> empty(answers) ? s:broken(program, '') : 0}})
  call s:ask('initialize', {'processId': getpid(), 'rootUri': v:null, 'capabilities': {}}, {_ -> add(answers, 1)})
  call s:tell('initialized', {})
  " What changed before is in no notice.
  call s:ask('review/subscribe', {}, {_ -> execute('redrawstatus!')})
  return 1
endfunction

" What has ended since it was looked at cannot be told anything (E631, E906); its end is heard of by itself.
function! s:send(channel, message, options) abort
  try
    call ch_sendexpr(a:channel, a:message, a:options)
  catch /^Vim\%((\a\+)\)\=:E\%(631\|906\)/
  endtry
endfunction

function! s:tell(method, params) abort
  if !s:is_up() | return | endif
  call s:send(s:job, {'method': a:method, 'params': a:params}, {})
endfunction

" Never ch_evalexpr(): a notice that comes before the answer can make it wait in vain.
function! s:ask(method, params, then) abort
  if !s:is_up() | return | endif
  call s:send(s:job, {'method': a:method, 'params': a:params},
        \ {'callback': {_, answer -> s:take(answer, a:then)}})
endfunction

function! s:take(answer, then) abort
  if has_key(a:answer, 'result')
    let s:complained = 0
    call a:then(a:answer.result)
  elseif a:answer.error.code == -32003
    " There is no daemon and none could be started. The next command begins anew.
    call s:complain('retort: ' . a:answer.error.message)
    call job_stop(s:job)
  else
    echomsg 'retort: ' . a:answer.error.message
  endif
endfunction

" What the server says by itself.
function! s:hear(channel, message) abort
  let method = get(a:message, 'method', '')
  if has_key(a:message, 'id') && method !=# ''
    call s:send(a:channel, {'id': a:message.id, 'result': v:null}, {})
  elseif method =~# '^review/'
    redrawstatus!
  elseif method ==# 'window/showMessage' && a:message.params.type > 2
    " Warnings are of the connection, and come on standard error, too.
    echomsg 'retort: ' . a:message.params.message
  endif
endfunction

" --- Documents

function! s:address(buffer) abort
  " Each byte as a character, since it is bytes that are escaped.
  let path = iconv(fnamemodify(bufname(a:buffer), ':p'), 'latin1', 'utf-8')
  return 'file://' . substitute(path, '[^A-Za-z0-9/._~-]', '\=printf("%%%02X", char2nr(submatch(0)))', 'g')
endfunction

function! s:text(buffer) abort
  return join(getbufline(a:buffer, 1, '$'), "\n") . "\n"
endfunction

" Sees to it that the server has the buffer as it is now.
function! s:sync(buffer) abort
  if !s:connect() | return 0 | endif
  let uri = s:address(a:buffer)
  let tick = getbufvar(a:buffer, 'changedtick')
  if get(s:documents, a:buffer, {'uri': uri}).uri !=# uri | call retort#close(a:buffer) | endif
  if !has_key(s:documents, a:buffer)
    call s:tell('textDocument/didOpen', {'textDocument': {'uri': uri, 'version': tick,
          \ 'languageId': getbufvar(a:buffer, '&filetype'), 'text': s:text(a:buffer)}})
  elseif s:documents[a:buffer].tick != tick
    call s:tell('textDocument/didChange', {'textDocument': {'uri': uri, 'version': tick},
          \ 'contentChanges': [{'text': s:text(a:buffer)}]})
  endif
  let s:documents[a:buffer] = {'uri': uri, 'tick': tick}
  return 1
endfunction

function! retort#open(buffer) abort
  if getbufvar(a:buffer, '&buftype') !=# '' || bufname(a:buffer) =~# '^$\|^\a\+://' | return | endif
  let this = '<buffer=' . a:buffer . '>'
  execute 'autocmd! retort * ' . this
  execute 'autocmd retort TextChanged,InsertLeave,CursorHoldI ' . this . ' call retort#changed(' . a:buffer . ')'
  execute 'autocmd retort BufUnload ' . this . ' call retort#close(' . a:buffer . ')'
  call retort#changed(a:buffer)
endfunction

" By itself nothing is tried again that did not work; a command does.
function! retort#changed(buffer) abort
  if !s:complained | call s:sync(a:buffer) | endif
endfunction

function! retort#close(buffer) abort
  if !has_key(s:documents, a:buffer) | return | endif
  call s:tell('textDocument/didClose', {'textDocument': {'uri': remove(s:documents, a:buffer).uri}})
endfunction

" --- What a person asks for

" Asks about the place under the cursor, and forgets the answer if it has moved meanwhile.
function! s:at(method, then) abort
  call popup_close(s:popup)
  if !s:sync(bufnr()) | return | endif
  let here = [bufnr()] + getpos('.')
  let codes = str2list(iconv(strpart(getline('.'), 0, col('.') - 1), &encoding, 'utf-8'), 1)
  " LSP counts in UTF-16.
  let position = {'line': line('.') - 1, 'character': len(codes) + len(filter(copy(codes), 'v:val > 0xFFFF'))}
  call s:ask(a:method, {'textDocument': {'uri': s:address(bufnr())}, 'position': position,
        \ 'range': {'start': position, 'end': position}, 'context': {'diagnostics': []}},
        \ {result -> [bufnr()] + getpos('.') ==# here ? a:then(result) : 0})
endfunction

" Wrapped between words, at 80 columns at most, and moved to the left where there is no room for that.
function! s:show(lines) abort
  let width = min([80, &columns])
  let text = substitute(join(a:lines, "\n"), '\v([^\n]{1,' . width . '})%( +|\n|$)', '\1\n', 'g')
  let side = width + 2 <= &columns
  let s:popup = popup_atcursor(split(trim(text, "\n"), "\n", 1),
        \ {'moved': 'any', 'wrap': 0, 'padding': [0, side, 0, side]})
endfunction

function! retort#hover() abort
  call s:at('textDocument/hover', {result -> type(result) == v:t_dict
        \ ? s:show(split(result.contents.value, "\n")) : 0})
endfunction

function! retort#actions() abort
  call s:at('textDocument/codeAction', {actions -> empty(actions) ? 0 : popup_menu(
        \ map(copy(actions), 'v:val.title'), {'callback': {_, number -> number > 0 && s:do(actions[number - 1])}})})
endfunction

function! s:do(action) abort
  if a:action.command ==# 'retort.quiz'
    call retort#quiz('', '--concept', a:action.arguments[0])
  elseif a:action.command ==# 'retort.explain'
    call s:print(['show', a:action.arguments[0]], function('s:split'))
  else
    call s:ask('workspace/executeCommand', {'command': a:action.command, 'arguments': a:action.arguments}, {_ -> 0})
  endif
endfunction

" The words, else what stands under the cursor: `request.args` as a whole.
function! s:wanted(words) abort
  return a:words !=# '' ? a:words : expand('<cexpr>') !=# '' ? expand('<cexpr>') : expand('<cword>')
endfunction

" What `retort` prints when it is given the words, in lines, once it is there.
function! s:print(words, then) abort
  call popup_close(s:popup)
  let program = s:program()
  if program ==# '' | return | endif
  let lines = []
  call job_start([program] + a:words, {'in_io': 'null', 'err_io': 'out',
        \ 'out_cb': {_, line -> add(lines, line)}, 'close_cb': {_ -> a:then(lines)}})
endfunction

function! s:look(words, depth, then) abort
  if a:words !=# '' | call s:print(['lookup', '--depth', a:depth, '--', a:words], a:then) | endif
endfunction

function! retort#lookup(words) abort
  call s:look(s:wanted(a:words), 'card', function('s:show'))
endfunction

function! retort#explain(words) abort
  call s:look(s:wanted(a:words), 'deep', function('s:split'))
endfunction

function! s:split(lines) abort
  new
  setlocal buftype=nofile bufhidden=wipe noswapfile nobuflisted
  call setline(1, a:lines)
  setlocal nomodifiable
endfunction

" The quiz of the terminal, in one: about the file at hand, or with the options of `retort quiz`.
function! retort#quiz(split, ...) abort
  let program = s:program()
  if program ==# '' | return | endif
  let options = a:0 ? copy(a:000) : has_key(s:documents, bufnr()) ? ['--file', expand('%:p')] : []
  let terminal = 0
  " A quiz that came to its end takes its window along; what went wrong stays to be read.
  let how = {'term_name': 'retort quiz',
        \ 'exit_cb': {_, status -> status == 0 ? execute('silent! bwipeout! ' . terminal) : 0}}
  execute a:split . " let terminal = term_start([program, 'quiz'] + options, how)"
endfunction

" For 'statusline': `3 due · 2 min`, or nothing. The daemon keeps this line up to date.
function! retort#due() abort
  let state = $XDG_STATE_HOME !=# '' ? $XDG_STATE_HOME : $HOME . '/.local/state'
  let file = ($RETORT_DATA !=# '' ? $RETORT_DATA . '/.state' : state . '/retort') . '/status'
  return filereadable(file) ? join(readfile(file)) : ''
endfunction
