// What Chainlit's page lacks for a screen reader and the keyboard: names of buttons that show a picture only, and roles.
// It draws its parts anew now and then, so they are looked over whenever something on the page has changed.
const VIETNAMESE = navigator.language.toLowerCase().startsWith('vi')
const NAMES = [
  ['#sidebar-trigger-button', 'Mở hoặc đóng các cuộc trò chuyện', 'Show or hide the conversations'],
  ['#search-chats-button', 'Tìm cuộc trò chuyện', 'Search the conversations'],
  ['#new-chat-button', 'Cuộc trò chuyện mới', 'New conversation'],
  ['#thread-options', 'Đổi tên hoặc xóa cuộc trò chuyện', 'Rename or delete the conversation'],
  ['#chat-settings-open-modal', 'Cài đặt', 'Settings'],
  ['#message-composer button:not([id]):has(> svg:only-child)', 'Nói câu hỏi', 'Speak your question'],
  ['#message-composer button:not([id]):has(> .lucide-x)', 'Dừng thu âm', 'Stop recording'],
  ['#chat-submit', 'Gửi câu hỏi', 'Send the question'],
  ['#stop-button', 'Dừng trả lời', 'Stop the answer'],
  ['#theme-toggle', 'Đổi giao diện sáng hoặc tối', 'Change between light and dark'],
  ['#user-nav-button', 'Tài khoản', 'Account'],
  ['[data-step-type=user_message] button', 'Sửa câu hỏi', 'Edit the question'],
  ['button:has(> .lucide-copy)', 'Chép', 'Copy'],
  ['button:has(> .lucide-check)', 'Đã chép', 'Copied'],
  ['button:has(> .lucide-thumbs-up)', 'Câu trả lời đúng', 'A good answer'],
  ['button:has(> .lucide-thumbs-down)', 'Câu trả lời chưa đúng', 'Not a good answer'],
  ['#side-view-title button', 'Đóng khung bên', 'Close the side panel'],
  ['[data-resize-handle]', 'Đổi độ rộng khung bên', 'Change the width of the side panel']
]

const set = (element, name, value) => element.getAttribute(name) !== value && element.setAttribute(name, value)
const each = (selector, change) => document.querySelectorAll(selector).forEach(change)

function lookOver() {
  for (const [selector, vietnamese, english] of NAMES) {
    each(selector, (element) => {
      const named = element.textContent.trim() && !element.querySelector('.sr-only')
      if (!named) set(element, 'aria-label', VIETNAMESE ? vietnamese : english)
    })
  }
  each('#thread-options', (options) => {
    set(options, 'role', 'button')
    set(options, 'tabindex', '0')
  })
  // a button inside a link, with another button inside: the link alone is what opens the conversation
  each('a > button[data-sidebar=menu-button]', (button) => {
    set(button, 'role', 'group')
    set(button, 'aria-label', button.textContent.trim())
    set(button, 'tabindex', '-1')
  })
  each('ul[data-sidebar=menu]:has(> div)', (list) => set(list, 'role', 'presentation'))
  each('[data-resize-handle][aria-controls]', (handle) => {
    if (!document.getElementById(handle.getAttribute('aria-controls'))) handle.removeAttribute('aria-controls')
  })
  // on a phone the side panel is a dialog, named after a heading that it does not have
  each('[role=dialog]:has(#side-view-title)', (dialog) => set(dialog, 'aria-labelledby', 'side-view-title'))
}

let waiting = false
new MutationObserver(() => {
  if (waiting) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    lookOver()
  })
}).observe(document.documentElement, { childList: true, subtree: true })
lookOver()
