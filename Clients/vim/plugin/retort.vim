" Retort explains the Flask code under the cursor and asks about it. :help retort
if exists('g:loaded_retort') || !has('popupwin') || !has('terminal') || !has('patch-8.2.4684')
  finish
endif
let g:loaded_retort = 1

command! RetortHover call retort#hover()
command! RetortActions call retort#actions()
command! -nargs=* Retort call retort#lookup(<q-args>)
command! -nargs=* RetortExplain call retort#explain(<q-args>)
command! -nargs=* -complete=file RetortQuiz call retort#quiz(<q-mods>, <f-args>)

nnoremap <Plug>(retort-hover) <Cmd>RetortHover<CR>
nnoremap <Plug>(retort-lookup) <Cmd>Retort<CR>
nnoremap <Plug>(retort-explain) <Cmd>RetortExplain<CR>
nnoremap <Plug>(retort-quiz) <Cmd>RetortQuiz<CR>
nnoremap <Plug>(retort-actions) <Cmd>RetortActions<CR>

augroup retort
  autocmd!
  autocmd FileType python,html*,*jinja* call retort#open(str2nr(expand('<abuf>')))
augroup END
