-- What test_neovim.py has Neovim do: $SCENARIO is run, and what it writes down with Saw() goes to $SEEN as JSON.
local seen, failed = {}, ''

function Saw(what) table.insert(seen, what == nil and vim.NIL or what) end

function Until(what)
  if not vim.wait(60000, what, 5) then error('never came', 2) end
end

function Servers()
  return vim.tbl_filter(function(client) return client.name == 'retort' end, (vim.lsp.get_clients or vim.lsp.get_active_clients)())
end

function Ask(client, method, params, buffer)
  local answered, answer = false, nil
  local function take(_, result) answered, answer = true, result end
  if vim.fn.has('nvim-0.11') == 1 then client:request(method, params, take, buffer) else client.request(method, params, take, buffer) end
  Until(function() return answered end)
  return answer
end

-- Opens a file and goes to a place in it; Retort's server is attached then, and no floating window is left.
function Point(file, line, byte)
  Close()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.api.nvim_win_set_cursor(0, { line, byte - 1 })
  Until(function() return Servers()[1] and vim.lsp.buf_is_attached(0, Servers()[1].id) and Servers()[1].initialized end)
end

-- Attaches somebody else's server, too, which answers a hover so after so many milliseconds.
function Beside(answer, milliseconds)
  local config = { name = 'other', cmd = { os.getenv('PYTHON'), os.getenv('BESIDE'), answer, tostring(milliseconds) } }
  local id = vim.lsp.start and vim.lsp.start(config) or vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
  Until(function() return (vim.lsp.get_client_by_id(id) or {}).initialized end)
end

local function floats()
  return vim.tbl_filter(function(window) return vim.api.nvim_win_get_config(window).relative ~= '' end, vim.api.nvim_list_wins())
end

function Close()
  for _, window in ipairs(floats()) do vim.api.nvim_win_close(window, true) end
end

-- The lines of the one floating window there is; none when there is none.
function Float()
  local found = floats()
  if #found > 1 then error(#found .. ' windows', 2) end
  return found[1] and vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(found[1]), 0, -1, false) or {}
end

-- Answers come in order: what has not come when this has, will not come.
function Settle()
  Ask(Servers()[1], 'textDocument/hover', { textDocument = { uri = 'file:///nothing.py' }, position = { line = 0, character = 0 } }, 0)
end

-- What the editor's own hover shows.
function Hover()
  vim.lsp.buf.hover()
  Settle()
  return Float()
end

function LookUp(command)
  Close()
  vim.cmd(command)
  Until(function() return #Float() > 0 end)
  return Float()
end

local ran, reason = pcall(dofile, os.getenv('SCENARIO'))
if not ran then failed = tostring(reason) end
local file = io.open(os.getenv('SEEN'), 'w')
file:write(vim.fn.json_encode({
  seen = seen, failed = failed, error = vim.v.errmsg, messages = vim.split(vim.fn.execute('messages'), '\n', { trimempty = true }),
}))
file:close()
vim.cmd('qall!')
