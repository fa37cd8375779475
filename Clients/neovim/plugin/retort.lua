-- Retort explains the Flask code under the cursor and asks about it. Neovim 0.7 to 0.11 and later; README.md tells the rest.
if vim.g.loaded_retort then return end
vim.g.loaded_retort = true

local api = vim.api
local is_new = vim.fn.has('nvim-0.11') == 1
local M = {}
package.loaded.retort = M

-- Retort cannot be reached. `:messages` keeps that once, though who gives another command is told again.
local complained = false
local function complain(words)
  api.nvim_echo({ { words, 'WarningMsg' } }, not complained, {})
  complained = true
end

local function program()
  local name = vim.g.retort_program or 'retort'
  if vim.fn.executable(name) == 1 then return name end
  complain('retort: no program is called ' .. name .. '; install Retort, or set vim.g.retort_program')
end

-- A program that is of no use to this machine, or ends at once, says nothing that a person understands.
local function broken(name, said)
  return 'retort: ' .. name .. ' does not run' .. (said and ': ' .. said or '; in a shell, retort status may tell why')
end

-- Runs a command; `done` gets its exit status and the lines it printed.
local function run(words, done)
  local lines = {}
  local function take(_, more)
    if more[#more] == '' then table.remove(more) end
    vim.list_extend(lines, more)
  end
  local function finish(_, status) done(status, lines) end
  local how = { stdout_buffered = true, stderr_buffered = true, on_stdout = take, on_stderr = take, on_exit = finish }
  if not pcall(vim.fn.jobstart, words, how) then complain(broken(words[1])) end
end

-- For a status line: `3 due · 2 min`, or nothing. The daemon keeps this line up to date.
function M.due()
  local function place(name) return vim.env[name] ~= '' and vim.env[name] end
  local state = place('RETORT_DATA') and place('RETORT_DATA') .. '/.state'
    or (place('XDG_STATE_HOME') or vim.fn.expand('~') .. '/.local/state') .. '/retort'
  local file = io.open(state .. '/status')
  local line = file and file:read('*l')
  if file then file:close() end
  return line or ''
end

-- Look-up: what `retort lookup` prints of the words, else of what stands under the cursor (`request.args` as a whole).

local function print_of(words, show)
  local name = program()
  if not name then return end
  run(vim.list_extend({ name }, words), function(_, lines)
    if #lines > 0 then show(lines) else complain(broken(name)) end
  end)
end

local function look(words, depth, show)
  if not words or words == '' then words = vim.fn.expand('<cexpr>') end
  if words == '' then words = vim.fn.expand('<cword>') end
  if words ~= '' then print_of({ 'lookup', '--depth', depth, '--', words }, show) end
end

local function split(lines)
  vim.cmd('new')
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = 'nofile', 'wipe', false
  api.nvim_buf_set_lines(0, 0, -1, false, lines)
  vim.bo.modifiable = false
end

function M.lookup(words)
  look(words, 'card', function(lines)
    local _, window = vim.lsp.util.open_floating_preview(lines, '', { max_width = 80, focus_id = 'retort' })
    vim.wo[window].linebreak = true
  end)
end

function M.explain(words) look(words, 'deep', split) end

-- The quiz of the terminal, in one: about the file at hand, or with the options of `retort quiz`.
local id
function M.quiz(options, split)
  local name = program()
  if not name then return end
  if not options or #options == 0 then
    options = id and vim.lsp.buf_is_attached(0, id) and { '--file', api.nvim_buf_get_name(0) } or {}
  end
  vim.cmd((split or '') .. ' new')
  local buffer = api.nvim_get_current_buf()
  local how = {}
  -- A quiz that came to its end takes its window along; what went wrong stays to be read.
  function how.on_exit(_, status)
    if status == 0 and api.nvim_buf_is_valid(buffer) then api.nvim_buf_delete(buffer, { force = true }) end
  end
  if is_new then how.term = true end
  local open = is_new and vim.fn.jobstart or vim.fn.termopen
  if pcall(open, vim.list_extend({ name, 'quiz' }, options), how) then return vim.cmd('startinsert') end
  api.nvim_buf_delete(buffer, { force = true })
  complain(broken(name))
end

-- The server

local function redraw() vim.cmd('redrawstatus!') end

-- Before 0.11 each server's hover is shown as if it were the only one: the second answer moves the cursor into the window of
-- the first. So ours has a window of its own until another server's is there, and then goes below what is in that.
local function hover(err, result, context, config)
  if not (result and result.contents) then return end
  local buffer, cursor, tries, is_shown = context.bufnr, api.nvim_win_get_cursor(0), 0, false
  for _, client in pairs(vim.lsp.buf_get_clients(buffer)) do
    if client.id ~= id and client.supports_method('textDocument/hover') then tries = 500 end
  end
  local function join()
    if api.nvim_get_current_buf() ~= buffer or not vim.deep_equal(api.nvim_win_get_cursor(0), cursor) then return end
    local window = vim.b[buffer].lsp_floating_preview
    if window and api.nvim_win_is_valid(window) and not vim.w[window].retort then
      local float = api.nvim_win_get_buf(window)
      if vim.b[float].retort then return end
      vim.b[float].retort = true
      vim.bo[float].modifiable = true
      api.nvim_buf_set_lines(float, -1, -1, false, vim.lsp.util.convert_input_to_markdown_lines(result.contents, { '───' }))
      vim.bo[float].modifiable = false
      local lines = api.nvim_buf_get_lines(float, 0, -1, false)
      local width, height = vim.lsp.util._make_floating_popup_size(lines, { max_width = 80, wrap_at = 80 })
      api.nvim_win_set_width(window, width)
      return api.nvim_win_set_height(window, height)
    end
    if not is_shown then
      -- The window is marked with the method's name.
      local marked = vim.tbl_extend('force', context, { method = tries > 0 and 'retort' or context.method })
      vim.lsp.handlers['textDocument/hover'](err, result, marked, config)
      is_shown = true
    end
    tries = tries - 1
    if tries > 0 then vim.defer_fn(join, 20) end
  end
  join()
end

local function request(client, method, params, handler, buffer)
  if is_new then return client:request(method, params, handler, buffer) end
  return client.request(method, params, handler, buffer)
end

local function start(name, buffer)
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  -- What most servers count in; before 0.11 all of a buffer must agree.
  capabilities.general = vim.tbl_extend('force', capabilities.general or {}, { positionEncodings = { 'utf-16' } })
  local config = {
    name = 'retort',
    cmd = { name, 'lsp' },
    capabilities = capabilities,
    handlers = {
      ['review/changed'] = redraw,
      ['review/due'] = redraw,
      ['textDocument/hover'] = not is_new and hover or nil,
    },
    commands = {
      ['retort.quiz'] = function(command) M.quiz({ '--concept', command.arguments[1] }) end,
      ['retort.explain'] = function(command) print_of({ 'show', command.arguments[1] }, split) end,
    },
    on_init = function(client)
      -- Of these lists an editor shows one server's, and ours has nothing for code.
      client.server_capabilities.documentSymbolProvider = false
      client.server_capabilities.workspaceSymbolProvider = false
      if not vim.lsp.start then
        client.resolved_capabilities.document_symbol = false
        client.resolved_capabilities.workspace_symbol = false
      end
      -- What changed before is in no notice.
      request(client, 'review/subscribe', vim.empty_dict(), redraw)
    end,
  }
  if vim.lsp.start then
    id = vim.lsp.start(config, { bufnr = buffer, reuse_client = function(client) return client.name == 'retort' end })
  else
    id = id and vim.lsp.get_client_by_id(id) and id or vim.lsp.start_client(config)
    if id then vim.lsp.buf_attach_client(buffer, id) end
  end
end

local function attach(buffer)
  local name = program()
  if not name then return end
  if id and vim.lsp.get_client_by_id(id) then return start(name, buffer) end
  -- Where it is new, Neovim makes the folder of its log, and cannot if another program makes the one above just then.
  require('vim.lsp')
  -- A server that cannot be had is told by Neovim with a stack trace; so this is found out before.
  run({ name, 'call', 'session/open' }, function(status, lines)
    if status ~= 0 then return complain(vim.startswith(lines[1] or '', 'retort: ') and lines[1] or broken(name, lines[1])) end
    complained = false
    if api.nvim_buf_is_loaded(buffer) then start(name, buffer) end
  end)
end

-- Asks Retort alone, whatever other servers say. Asked again within three seconds it says everything.
function M.hover()
  local buffer = api.nvim_get_current_buf()
  local client = id and vim.lsp.get_client_by_id(id)
  if not client or not vim.lsp.buf_is_attached(buffer, id) then return attach(buffer) end
  request(client, 'textDocument/hover', vim.lsp.util.make_position_params(0, 'utf-16'), function(_, result)
    if not (result and result.contents) then return end
    vim.lsp.util.open_floating_preview(vim.lsp.util.convert_input_to_markdown_lines(result.contents), 'markdown', { max_width = 80 })
  end, buffer)
end

-- The editor

local function command(name, run, options) api.nvim_create_user_command(name, run, options or {}) end

command('Retort', function(given) M.lookup(given.args) end, { nargs = '*' })
command('RetortExplain', function(given) M.explain(given.args) end, { nargs = '*' })
command('RetortHover', M.hover)
command('RetortQuiz', function(given) M.quiz(vim.split(given.args, ' +', { trimempty = true }), given.mods) end,
  { nargs = '*', complete = 'file' })

api.nvim_create_autocmd('FileType', {
  group = api.nvim_create_augroup('retort', {}),
  pattern = { 'python', 'html*', '*jinja*' },
  callback = function(event)
    local name = api.nvim_buf_get_name(event.buf)
    if vim.bo[event.buf].buftype == '' and name ~= '' and not name:find('^%a+://') and not complained then attach(event.buf) end
  end,
})
